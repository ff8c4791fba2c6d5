"""The loader of handwritten digits, on a small file of MNIST's form."""

from io import BytesIO

import numpy as np
import pytest
from scipy.ndimage import zoom
from sklearn.datasets import load_digits

DIGITS = load_digits()


@pytest.fixture
def large_digits(function, snippet):
    """The loader of the notebook on training, with what it stands on."""
    names = {"zoom": zoom, "digits": DIGITS.data, "labels": DIGITS.target}
    names["public_data"] = snippet("public_data")["public_data"]
    names["arrays"] = function("03_training", "arrays", BytesIO=BytesIO)
    names["MNIST"] = "https://example.org/mnist.npz"
    names["MNIST_SHA256"] = "0" * 64
    return function("03_training", "large_digits", **names)


@pytest.fixture
def mnist(tmp_path, stored):
    """A file like MNIST's with 12,500 pictures, and how it is asked for."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (12_500, 28, 28), dtype="uint8")
    y = rng.integers(0, 10, 12_500, dtype="uint8")
    buffer = BytesIO()
    np.savez(buffer, x_train=X, y_train=y, x_test=X[:50], y_test=y[:50])
    path, digest = stored(tmp_path / "mnist.npz", buffer.getvalue())
    return X, y, {"digest": digest, "fetch": lambda name, origin: path}


@pytest.fixture(params=["no network", "another file", "a broken file"])
def no_mnist(request, tmp_path, stored):
    """What a reader has without a network or after a broken download."""
    path, digest = stored(tmp_path / "mnist.npz", b"PK\x03\x04 cut off")

    def fetch(name, origin):
        if request.param == "no network":
            raise OSError("URL fetch failure")
        return path

    if request.param == "another file":
        digest = "1" * 64
    return {"digest": digest, "fetch": fetch}


def nothing(name, origin):
    """Fetches nothing: nobody may ask."""
    raise AssertionError(f"asked for {origin}")


def test_large_pictures_of_the_training_chapter(large_digits, mnist):
    """The source's network reads the public file when it is there."""
    pictures, digits, options = mnist
    X, y = large_digits("full", **options)
    assert X.shape == (12_000, 784) and X.dtype == "float32"
    np.testing.assert_allclose(X[0], pictures[0].ravel() / 255, rtol=1e-6)
    np.testing.assert_array_equal(y, digits[:12_000])


def test_large_pictures_without_the_file(large_digits, no_mnist, one_line):
    """One clear line, and the embedded digits made larger."""
    X, y = large_digits("full", **no_mnist)
    assert X.shape == (1797, 784) and len(y) == 1797
    assert 0 <= X.min() and X.max() <= 1
    one_line("File left out")


def test_enlarged_pictures_need_no_file(large_digits, capsys):
    """At the small scale nothing is fetched and nothing said."""
    X, _ = large_digits("small", fetch=nothing)
    assert X.shape == (1797, 784)
    assert capsys.readouterr().out == ""
