"""The loader of public sentence pairs, on small files of their format."""

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from .test_loaders import function, one_line, stored

LINES = "Hi.\tSalut.\tCC-BY 2.0\nOne thousand.\tMille.\tCC-BY 2.0\n\n"
PAIRS = [("Hi.", "Salut."), ("One thousand.", "Mille.")]


def loader():
    """`sentence_pairs` of the notebook on translation."""
    return function(
        "applications/translation",
        "sentence_pairs",
        hashlib=hashlib,
        BytesIO=BytesIO,
        Path=Path,
        ZipFile=ZipFile,
    )


def zipped(data):
    """A zip like the public ones: the pairs, and a note about them."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("_about.txt", "tab-delimited")
        archive.writestr("fra-eng/fra.txt", data)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sentence_pairs(packed, ends, tmp_path):
    """A plain or zipped file, with its SHA-256; line ends do not matter."""
    data = LINES.replace("\n", ends).encode()
    data = zipped(data) if packed else data
    assert loader()(*stored(tmp_path / "pairs", data)) == PAIRS


def test_sentence_pairs_with_an_older_hash(tmp_path):
    """The published hash of the default file is a SHA-1, in any case."""
    path, _ = stored(tmp_path / "pairs.txt", LINES.encode())
    digest = hashlib.sha1(LINES.encode()).hexdigest().upper()
    assert loader()(path, digest) == PAIRS


def test_sentence_pairs_from_a_url(tmp_path):
    """A URL goes through the fetching function, which gives a path."""
    path, digest = stored(tmp_path / "pairs.txt", LINES.encode())
    asked = []

    def fetch(origin):
        asked.append(origin)
        return path

    url = "https://example.org/pairs.txt"
    assert loader()(url, digest, fetch=fetch) == PAIRS
    assert asked == [url]


MALFORMED = {
    "no tab": b"Hi. Salut.\n",
    "an empty side": b"Hi.\t\n",
    "empty": b"",
    "not UTF-8": b"Hi.\t\xff\xfe\n",
    "a broken zip": b"PK\x03\x04 cut off",
    "a zip without text": b"PK\x05\x06" + bytes(18),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_sentence_pairs(kind, tmp_path, capsys):
    """Nothing is returned, and one line says why."""
    place = stored(tmp_path / "pairs", MALFORMED[kind])
    assert loader()(*place) is None
    one_line(capsys, "No sentence pairs")


@pytest.mark.parametrize("digest", ["0" * 64, "0" * 40, "", "abc"])
def test_sentence_pairs_with_another_hash(digest, tmp_path, capsys):
    """A file that is not the one that was meant is not used."""
    path, _ = stored(tmp_path / "pairs.txt", LINES.encode())
    assert loader()(path, digest) is None
    one_line(capsys, "No sentence pairs", "hash")


@pytest.mark.parametrize("place", ["missing.txt", "."])
def test_sentence_pairs_without_the_file(place, tmp_path, capsys):
    """A path that is no file: one clear line."""
    assert loader()(str(tmp_path / place), "0" * 64) is None
    one_line(capsys, "No sentence pairs")


def test_sentence_pairs_without_a_network(capsys):
    """Keras raises a bare Exception, with the URL in it: one clear line."""

    def fetch(origin):
        raise Exception(f"URL fetch failure on {origin}:\nNone -- unreachable")

    url = "https://example.org/pairs.zip"
    assert loader()(url, "0" * 64, fetch=fetch) is None
    one_line(capsys, "No sentence pairs")
