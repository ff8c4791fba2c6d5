"""The corpus of docstrings is the same in every process."""

import hashlib
import os
import subprocess
import sys

import pytest

from large_models_book.written import SNIPPETS

SCRIPT = """
import hashlib, sys
for name in sys.argv[2].split(","):
    __import__(name)
names = {}
exec(open(sys.argv[1], encoding="utf-8").read(), names)
for library in sorted(["numpy", "scipy", "sklearn", "keras"]):
    texts = names["documentation"](library)
    digest = hashlib.sha256("\\0".join(texts).encode()).hexdigest()
    print(library, len(texts), digest)
"""


def corpora(imports, seed):
    """What a new process finds, after these imports and with this seed."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", SCRIPT),
            *(SNIPPETS / "documentation.py", imports),
        ],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_two_processes_have_the_same_corpus():
    """Neither the order of imports nor the hash seed changes a text."""
    one = corpora("numpy", "1")
    assert one == corpora("keras,sklearn,statsmodels.api,scipy.signal", "2")
    assert one.count("\n") == 4


@pytest.fixture(scope="module")
def texts():
    """NumPy's docstrings."""
    names = {}
    exec((SNIPPETS / "documentation.py").read_text(encoding="utf-8"), names)
    return names["documentation"]("numpy")


def test_each_text_is_there_once_in_the_order_of_its_hash(texts):
    """So that one more text in another version moves no other."""
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    assert digests == sorted(set(digests))
    assert len(texts) > 1000


def test_what_differs_between_processes_is_left_out(texts):
    """Doctests print random numbers; SciPy writes into NumPy's texts."""
    assert not any(">>>" in text for text in texts)
    assert not any("Array API" in text for text in texts)
    assert any(
        text.startswith("Compute the qr factorization") for text in texts
    )
