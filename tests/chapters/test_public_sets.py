"""The loader of CIFAR-10, on small files of its format."""

import inspect
import io
import pickle
import tarfile

import keras
import numpy as np
import pytest


@pytest.fixture
def photographs(function, snippet):
    """`photographs` of the notebook on images."""
    modules = {"io": io, "pickle": pickle, "tarfile": tarfile}
    parse = function("05_images", "parse_photographs", **modules)
    names = {"parse_photographs": parse}
    names |= {"public_data": snippet("public_data")["public_data"]}
    return function("05_images", "photographs", **names)


def random_photographs(rng):
    """Six parts of CIFAR-10, two pictures each: their bytes and labels."""
    names = [*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"]
    return {
        name: {
            b"data": rng.integers(0, 256, (2, 3072), dtype="uint8"),
            b"labels": rng.integers(0, 10, 2).tolist(),
        }
        for name in names
    }


@pytest.fixture
def photographs_file(stored, tmp_path):
    """(path, digest) of an archive like CIFAR-10's, and its parts."""
    parts = random_photographs(np.random.default_rng(0))
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name in reversed(parts):  # the order in the file is no matter
            data = pickle.dumps(parts[name], protocol=2)
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stored(tmp_path / "cifar.tar.gz", content.getvalue()), parts


def test_photographs_in_their_order(photographs, photographs_file):
    """Five parts to train and one to test; colours last, from 0 to 1."""
    (path, digest), parts = photographs_file
    (X, y), (X_test, y_test) = photographs(lambda name, origin: path, digest)
    assert X.shape == (10, 32, 32, 3) and X_test.shape == (2, 32, 32, 3)
    assert X.dtype == X_test.dtype == "float32"
    labels = [label for part in parts.values() for label in part[b"labels"]]
    assert [*y, *y_test] == labels
    pictures = np.concatenate([part[b"data"] for part in parts.values()])
    expected = pictures.reshape(12, 3, 32, 32).transpose(0, 2, 3, 1) / 255
    np.testing.assert_allclose(np.concatenate([X, X_test]), expected, 1e-6)


@pytest.fixture(params=["photographs"])
def loader(request):
    """Each loader of a public set."""
    return request.getfixturevalue(request.param)


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
    data = {"photographs": "cifar10"}
    module = getattr(keras.datasets, data[loader.__name__])
    source = inspect.getsource(module.load_data)
    digest = loader.__defaults__[1]
    assert digest in source and asked["name"].startswith(digest[:16])
    folder, _, file = asked["origin"].rpartition("/")
    assert f"{folder}/" in source and file in source
