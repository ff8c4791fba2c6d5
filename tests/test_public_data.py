"""The loader of public files, `public_data`, on a file of five bytes."""

import hashlib
from pathlib import Path

import pytest

from .test_loaders import function, one_line, stored

URL = "https://example.org/file.txt"


@pytest.fixture
def load():
    """`public_data`, which is the same text wherever it stands."""
    names = {"hashlib": hashlib, "Path": Path}
    return function("applications/translation", "public_data", **names)


@pytest.mark.parametrize("kind", ["sha256", "sha1"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_path(load, kind, case, tmp_path, capsys):
    """What the parser makes of the bytes, with either hash in any case."""
    path, _ = stored(tmp_path / "file", b"bytes")
    digest = case(hashlib.new(kind, b"bytes").hexdigest())
    assert load(path, digest, len) == 5
    assert capsys.readouterr().out == ""


def test_a_url(load, tmp_path):
    """A URL goes through the fetching function, which gives a path."""
    path, digest = stored(tmp_path / "file", b"bytes")
    asked = []

    def fetch(origin):
        asked.append(origin)
        return path

    assert load(URL, digest, bytes.decode, fetch=fetch) == "bytes"
    assert asked == [URL]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A folder in which Keras keeps its downloads, for one test."""
    path = tmp_path / "keras"
    path.mkdir()  # Keras takes another folder if this one is not there
    monkeypatch.setattr(
        "keras.src.utils.file_utils.config.keras_home", lambda: str(path)
    )
    return path


def test_keras_fetches(load, cache, tmp_path):
    """Without another fetching function Keras copies the file and keeps it."""
    path, digest = stored(tmp_path / "file", b"bytes")
    assert load(f"file://{path}", digest, bytes.decode) == "bytes"
    assert [kept.read_bytes() for kept in cache.rglob("file")] == [b"bytes"]


def test_keras_cannot_fetch(load, cache, tmp_path, capsys):
    """What Keras raises when nothing is at the URL: one clear line."""
    url = f"file://{tmp_path}/missing"
    assert load(url, "0" * 64, len) is None
    # Keras says first that it downloads; the loader's line is the last.
    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("File left out: Exception: URL fetch failure")


@pytest.mark.parametrize("digest", ["0" * 64, "0" * 40, "", "abc"])
def test_another_hash(load, digest, tmp_path, capsys):
    """A file that is not the one that was meant never reaches the parser."""
    path, _ = stored(tmp_path / "file", b"bytes")
    seen = []
    assert load(path, digest, seen.append) is None
    assert seen == []
    one_line(capsys, "File left out", "hash")


@pytest.mark.parametrize("place", ["missing.txt", "."])
def test_no_file(load, place, tmp_path, capsys):
    """A path that is no file: one clear line."""
    assert load(str(tmp_path / place), "0" * 64, len) is None
    one_line(capsys, "File left out")


def test_no_network(load, capsys):
    """Keras raises a bare Exception, with the URL in it: one clear line."""

    def fetch(origin):
        raise Exception(f"URL fetch failure on {origin}:\nNone -- unreachable")

    assert load(URL, "0" * 64, len, fetch=fetch) is None
    one_line(capsys, "File left out", URL)


def test_a_parser_that_refuses(load, tmp_path, capsys):
    """Its reason is the line, with the kind of error before it."""
    place = stored(tmp_path / "file", b"bytes")
    assert load(*place, lambda data: {}[data]) is None
    one_line(capsys, "File left out", "KeyError", "bytes")
