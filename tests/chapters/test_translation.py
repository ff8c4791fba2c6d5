"""The loader of public sentence pairs, on small files of their format."""

from io import BytesIO
from zipfile import ZipFile

import pytest

LINES = "Hi.\tSalut.\tCC-BY 2.0\nOne thousand.\tMille.\tCC-BY 2.0\n\n"
PAIRS = [("Hi.", "Salut."), ("One thousand.", "Mille.")]


@pytest.fixture
def load(reader):
    """The reader of sentence pairs of the notebook on translation."""
    names = {"BytesIO": BytesIO, "ZipFile": ZipFile}
    return reader("07_translation", "sentence_pairs", **names)


def zipped(data):
    """A zip like the public ones: the pairs, and a note about them."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("_about.txt", "tab-delimited")
        archive.writestr("fra-eng/fra.txt", data)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sentence_pairs(load, stored, packed, ends, tmp_path):
    """A plain or zipped file; line ends do not matter."""
    data = LINES.replace("\n", ends).encode()
    data = zipped(data) if packed else data
    assert load(*stored(tmp_path / "pairs", data)) == PAIRS


def test_a_byte_order_mark_is_no_word(load, stored, tmp_path):
    """Editors on Windows put one before the first letter."""
    data = b"\xef\xbb\xbfHi.\tSalut.\n"
    assert load(*stored(tmp_path / "pairs", data)) == [("Hi.", "Salut.")]


MALFORMED = {  # and what the line says of it
    b"Hi. Salut.\n": "two texts and a tab",
    b"Hi.\t\n": "two texts and a tab",
    b"": "two texts and a tab",
    b"Hi.\t\xff\xfe\n": "UnicodeDecodeError",
    b"PK\x03\x04 cut off": "BadZipFile",
    b"PK\x05\x06" + bytes(18): "no text in the zip",
}


@pytest.mark.parametrize("content", MALFORMED)
def test_malformed_sentence_pairs(load, stored, content, tmp_path, one_line):
    """Nothing is returned, and one line says why."""
    place = stored(tmp_path / "pairs", content)
    assert load(*place) is None
    one_line("File left out", MALFORMED[content])
