"""The loaders of the public data sets, on a small file of their format."""

import ast
import hashlib
import pickle
from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.ndimage import zoom
from sklearn.datasets import load_digits

from .notebooks import ROOT, code_cells, read

DIGITS = load_digits()


def function(notebook, name, **names):
    """The function `name` of a notebook, with the names that it uses."""
    names |= {"keras": keras, "np": np}
    for cell in code_cells(read(ROOT / "chapters" / f"{notebook}.ipynb")):
        for node in ast.parse(cell["source"]).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                exec(ast.unparse(node), names)
                return names[name]
    raise LookupError(f"{notebook} has no function {name}")


def reader(notebook, parse, **names):
    """`public_data` of a notebook with one of its parsers: (place, digest)."""
    load = function(notebook, "public_data", hashlib=hashlib, Path=Path)
    parse = function(notebook, parse, **names)
    return lambda place, digest, **fetch: load(place, digest, parse, **fetch)


def stored(path, content):
    """The path as text and the SHA-256 of the content written there."""
    path.write_bytes(content)
    return str(path), hashlib.sha256(content).hexdigest()


def one_line(capsys, start, *says):
    """Exactly one line was printed, with this start and these words."""
    line = capsys.readouterr().out
    assert line.startswith(start) and line.count("\n") == 1
    assert all(word in line for word in says), line


@pytest.fixture
def mnist(tmp_path, monkeypatch):
    """A file like MNIST's with 12,000 random pictures, as if downloaded."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (12_000, 28, 28), dtype="uint8")
    y = rng.integers(0, 10, 12_000, dtype="uint8")
    np.savez(
        tmp_path / "mnist.npz",
        **{"x_train": X, "y_train": y, "x_test": X[:50], "y_test": y[:50]},
    )
    monkeypatch.setattr(
        "keras.src.datasets.mnist.get_file",
        lambda **options: str(tmp_path / "mnist.npz"),
    )
    return X, y


@pytest.fixture(params=["no network", "a broken file"])
def no_mnist(request, tmp_path, monkeypatch):
    """What a reader without a network, or after a broken download, has."""

    def get_file(**options):
        if request.param == "no network":
            raise OSError("URL fetch failure")
        path = tmp_path / "mnist.npz"
        path.write_bytes(b"PK\x03\x04 cut off")
        return str(path)

    monkeypatch.setattr("keras.src.datasets.mnist.get_file", get_file)


def test_pictures_of_the_first_network(mnist):
    """Chapter 3's network reads the public file when it is there."""
    load = function(
        "03_mlp_backprop", "load_pictures", load_digits=load_digits
    )
    X, y, scale = load("full")
    assert (X.shape, y.shape, scale) == ((10_000, 784), (10_000,), "full")
    np.testing.assert_allclose(X[0], mnist[0][0].ravel() / 255)


def test_pictures_of_the_first_network_without_the_file(no_mnist, capsys):
    """One clear line, and the embedded digits."""
    load = function(
        "03_mlp_backprop", "load_pictures", load_digits=load_digits
    )
    X, y, scale = load("full")
    assert (X.shape, y.shape, scale) == ((1797, 64), (1797,), "small")
    one_line(capsys, "MNIST not available")


def training_loader():
    """`large_digits` of the notebook on training."""
    names = {"zoom": zoom, "digits": DIGITS.data, "labels": DIGITS.target}
    return function("03_training", "large_digits", **names)


def test_large_pictures_of_the_training_chapter(mnist):
    """The source's network reads the public file when it is there."""
    X, y = training_loader()("full")
    assert X.shape[1] == 784 and len(X) == len(y) <= 12_000
    assert X.dtype == "float32"
    np.testing.assert_allclose(X[0], mnist[0][0].ravel() / 255, rtol=1e-6)


def test_large_pictures_without_the_file(no_mnist, capsys):
    """One clear line, and the embedded digits made larger."""
    X, y = training_loader()("full")
    assert X.shape == (1797, 784) and X.max() <= 1
    one_line(capsys, "No MNIST")


def reviews_loader():
    """`film_reviews` of the notebook on text."""
    return function("04_text", "film_reviews", SCALE="full")


def test_film_reviews(tmp_path, monkeypatch):
    """Chapter 4 reads a file like IMDB's: word numbers of any length."""
    rng = np.random.default_rng(0)
    X = np.empty(40, dtype=object)
    for row in range(40):
        X[row] = rng.integers(1, 30_000, rng.integers(5, 300)).tolist()
    y = np.tile([0, 1], 20)
    path = tmp_path / "imdb.npz"
    np.savez(path, x_train=X, y_train=y, x_test=X, y_test=y)
    monkeypatch.setattr(
        "keras.src.datasets.imdb.get_file", lambda **options: str(path)
    )
    (X_train, y_train), (X_test, y_test) = reviews_loader()()
    assert X_train.shape == X_test.shape == (40, 200)
    assert X_train.max() < 20_000 and y_train.shape == y_test.shape == (40,)


def test_film_reviews_without_the_file(monkeypatch, capsys):
    """One clear line, and the embedded results stand alone."""

    def get_file(**options):
        raise OSError("URL fetch failure")

    monkeypatch.setattr("keras.src.datasets.imdb.get_file", get_file)
    assert reviews_loader()() is None
    one_line(capsys, "IMDB cannot be had")


def photographs_loader():
    """`photographs` of the notebook on images."""
    return function("05_images", "photographs")


def test_photographs(tmp_path, monkeypatch):
    """Chapter 5 reads files like CIFAR-10's (one picture each, repeated)."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    X = np.random.default_rng(0).integers(0, 256, (6, 3072), dtype="uint8")
    names = [*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"]
    for k, name in enumerate(names):
        batch = {b"data": X[k : k + 1], b"labels": [k]}
        (folder / name).write_bytes(pickle.dumps(batch))
    monkeypatch.setattr(
        "keras.src.datasets.cifar10.get_file", lambda **options: str(tmp_path)
    )
    (X_train, y_train), (X_test, y_test) = photographs_loader()("full")
    assert X_train.shape == (50_000, 32, 32, 3) and X_test.shape[1] == 32
    assert X_train.dtype == "float32" and set(y_train) == set(range(5))
    assert y_test.tolist() == [5]
    expected = X[5].reshape(3, 32, 32).transpose(1, 2, 0) / 255
    np.testing.assert_allclose(X_test[0], expected, rtol=1e-6)


@pytest.mark.parametrize("broken", [False, True])
def test_photographs_without_the_files(broken, tmp_path, monkeypatch, capsys):
    """One clear line, whether the network or a file fails."""

    def get_file(**options):
        if not broken:
            raise OSError("URL fetch failure")
        folder = tmp_path / "cifar-10-batches-py"
        folder.mkdir()
        (folder / "data_batch_1").write_bytes(b"cut off")
        return str(tmp_path)

    monkeypatch.setattr("keras.src.datasets.cifar10.get_file", get_file)
    assert photographs_loader()("full") is None
    one_line(capsys, "CIFAR-10 cannot be had")
