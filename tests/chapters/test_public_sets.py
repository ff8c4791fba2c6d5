"""The loader of IMDB, on a small file of its format."""

import inspect
import io

import keras
import numpy as np
import pytest


@pytest.fixture
def film_reviews(function, snippet):
    """`film_reviews` of the notebook on text."""
    names = {"parse_reviews": function("04_text", "parse_reviews", io=io)}
    names |= {"public_data": snippet("public_data")["public_data"]}
    return function("04_text", "film_reviews", **names)


def random_reviews(rows, rng):
    """Reviews of 5 to 299 word numbers, some of them rare, and labels."""
    X = np.empty(rows, dtype=object)
    for row in range(rows):
        X[row] = rng.integers(1, 30_000, rng.integers(5, 300)).tolist()
    return X, rng.integers(0, 2, rows)


@pytest.fixture
def reviews_file(stored, tmp_path):
    """(path, digest) of an archive like IMDB's, and its four arrays."""
    rng = np.random.default_rng(0)
    (X, y), (X_test, y_test) = random_reviews(40, rng), random_reviews(30, rng)
    arrays = {"x_train": X, "y_train": y, "x_test": X_test, "y_test": y_test}
    content = io.BytesIO()
    np.savez(content, **arrays)
    return stored(tmp_path / "imdb.npz", content.getvalue()), arrays


def test_reviews_are_numbered_as_keras_does(film_reviews, reviews_file):
    """Start, words from 4 on, rare words as 2, zeros behind, 200 in all."""
    (path, digest), arrays = reviews_file
    read = film_reviews(lambda name, origin: path, digest)
    order = np.random.RandomState(113)  # one for both parts, as in Keras
    for (X, y), part in zip(read, ("train", "test"), strict=True):
        rows = np.arange(len(y))
        order.shuffle(rows)
        assert X.shape == (len(rows), 200)
        assert y.tolist() == arrays[f"y_{part}"][rows].tolist()
        for numbers, row in zip(X, rows, strict=True):
            words = np.array([1, *(w + 3 for w in arrays[f"x_{part}"][row])])
            words[words >= 20_000] = 2
            expected = np.zeros(200, int)
            expected[: len(words)] = words[:200]
            assert numbers.tolist() == expected.tolist()


@pytest.fixture
def loader(film_reviews):
    """The loader."""
    return film_reviews


def test_no_network(loader, one_line):
    """One clear line, with what was asked for in it, and None."""

    def fetch(name, origin):
        raise Exception(f"URL fetch failure on {origin}: None -- unreachable")

    assert loader(fetch) is None
    one_line("File left out", "https://")


def test_another_file_than_meant(loader, stored, tmp_path, one_line):
    """A file whose hash is not the published one is never opened."""
    path, _ = stored(tmp_path / "file", b"another")
    assert loader(lambda name, origin: path) is None
    one_line("File left out", "hash")


def test_a_file_cut_off(loader, stored, tmp_path, one_line):
    """A file of the right hash that is no archive: one clear line."""
    path, digest = stored(tmp_path / "file", b"PK\x03\x04 cut off")
    assert loader(lambda name, origin: path, digest) is None
    one_line("File left out")


def test_the_address_and_hash_are_those_of_keras(loader):
    """What Keras's own loaders fetch, as they stand in their source."""
    asked = {}

    def fetch(name, origin):
        asked.update(name=name, origin=origin)
        raise OSError("not fetched")

    loader(fetch)
    source = inspect.getsource(keras.datasets.imdb.load_data)
    digest = loader.__defaults__[1]
    assert digest in source and asked["name"].startswith(digest[:16])
    folder, _, file = asked["origin"].rpartition("/")
    assert f"{folder}/" in source and file in source
