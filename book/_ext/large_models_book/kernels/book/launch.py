"""Starts a kernel in which a notebook is alone, as at a reader's far away.

What leaves fails with one line: no network but this machine's own addresses,
no other program than Python, and no file written but in a scratch folder.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

SCRATCH = tempfile.mkdtemp(prefix="large-models-book-")
# matplotlib's list of fonts takes seconds to make: one for all kernels
FONTS = Path(tempfile.gettempdir(), "large-models-book-fonts")
WRITABLE = (SCRATCH, str(FONTS), "/dev/", "/proc/self/")
NOWHERE = "http://no-network.invalid:9"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
LOCAL = ("127.", "localhost", "::1", "0.0.0.0")
# Event: which argument is the path that changes. A path may be relative to an
# open folder (the last argument), as in shutil.rmtree: that one was asked for.
PATHS = {
    "os.remove": 0,
    "os.rename": 1,
    "os.mkdir": 0,
    "os.rmdir": 0,
    "os.truncate": 0,
    "os.symlink": 1,
    "os.link": 1,
}


def refuse(what):
    """End the cell that tried it. Libraries take this as "not allowed"."""
    raise PermissionError(f"a notebook runs alone, without {what}")


def may_write(path):
    """Whether a path, or an open file's number, may be written."""
    if isinstance(path, int):
        return True
    path = os.path.realpath(os.fsdecode(path))
    return path.startswith(WRITABLE) or "__pycache__" in path


def guard(event, arguments):
    """An audit hook (PEP 578): looks at what Python is about to do."""
    if event == "open":
        path, _, flags = arguments
        if flags & WRITING and not may_write(path):
            refuse(f"writing {os.fsdecode(path)}")
    elif event in PATHS:
        path, folder = arguments[PATHS[event]], arguments[-1]
        inside = isinstance(folder, int) and folder >= 0
        if not (inside and event != "os.truncate") and not may_write(path):
            refuse(f"changing {os.fsdecode(path)}")
    elif event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[event != "socket.getaddrinfo"]
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes):
            host = host.decode()
        if isinstance(address, tuple) or event == "socket.getaddrinfo":
            if host and not str(host).startswith(LOCAL):
                refuse(f"a network ({host})")
    elif event in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        program = os.fsdecode(arguments[0] or "")
        if program != sys.executable:
            refuse(f"other programs ({program})")
    elif event == "os.system":
        refuse(f"a shell ({os.fsdecode(arguments[0])})")


def count_cores():
    """Let joblib (of scikit-learn) ask lscpu now, and remember the answer."""
    try:
        from joblib.externals.loky.backend import context
    except ImportError:
        return
    context.cpu_count(only_physical_cores=True)


if __name__ == "__main__":
    FONTS.mkdir(exist_ok=True)
    os.environ |= {
        "HOME": SCRATCH,
        "TMPDIR": SCRATCH,
        "IPYTHONDIR": SCRATCH,
        "KERAS_HOME": SCRATCH,
        "MPLCONFIGDIR": str(FONTS),
        "TQDM_DISABLE": "1",  # no bars in stored outputs
        "PYTEST_CURRENT_TEST": "a kernel",  # ipykernel: leave fd 2 alone
    }
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        os.environ[name] = NOWHERE
    tempfile.tempdir = SCRATCH
    atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
    count_cores()
    from ipykernel.kernelapp import launch_new_instance

    del sys.path[0]  # this folder: not a notebook's
    sys.addaudithook(guard)
    launch_new_instance()
