"""`model_file`: a package's file, found, missing or another."""

import hashlib
import subprocess
import sys

import pytest

DIGEST = hashlib.sha256(b"weights").hexdigest()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """package(): makes the package `made-model` with a file in it."""
    monkeypatch.syspath_prepend(tmp_path)

    def make():
        (tmp_path / "made_model").mkdir()
        (tmp_path / "made_model" / "__init__.py").write_text("")
        (tmp_path / "made_model" / "model.bin").write_bytes(b"weights")

    return make


@pytest.fixture
def pip(monkeypatch):
    """The commands that were called instead of pip."""
    called = []
    monkeypatch.setattr(subprocess, "run", called.append)
    return called


@pytest.fixture
def model_file(snippet):
    """The shared cell's function."""
    return snippet("model_file")["model_file"]


def test_found(model_file, package, pip):
    """The file's path; nothing is installed, nothing is imported."""
    package()
    path = model_file("model.bin", DIGEST, "made-model==1.0")
    assert path.read_bytes() == b"weights"
    assert not pip and "made_model" not in sys.modules


def test_installed(model_file, package, monkeypatch):
    """Where it is missing, it is installed with what reads it, as pinned."""
    called = []

    def install(command):
        called.append(command)
        package()

    monkeypatch.setattr(subprocess, "run", install)
    names = ("made-model==1.0", "reader==2.0")
    assert model_file("model.bin", DIGEST, *names).name == "model.bin"
    wanted = ["pip", "install", "--no-deps", "made-model==1.0", "reader==2.0"]
    assert called == [[sys.executable, "-m", *wanted]]


def test_missing(model_file, pip):
    """No package and no network: one line that says what to install."""
    with pytest.raises(SystemExit) as left:
        model_file("model.bin", DIGEST, "no-such-model==1.0")
    assert str(left.value) == (
        "The model file is missing: pip install --no-deps no-such-model==1.0"
    )
    assert len(pip) == 1


def test_another_hash(model_file, package, pip):
    """A file that is not the one asked for is refused."""
    package()
    with pytest.raises(SystemExit, match="another hash than asked: not read"):
        model_file("model.bin", "0" * 64, "made-model==1.0")
