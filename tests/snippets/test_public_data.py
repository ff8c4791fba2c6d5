"""The loader of public files, `public_data`, on a file of five bytes."""

import functools
import hashlib

import keras
import pytest

URL = "https://example.org/file.txt"


@pytest.fixture
def load(snippet):
    """`public_data`, the shared cell."""
    return snippet("public_data")["public_data"]


@pytest.fixture
def cache(tmp_path):
    """A folder of downloads: (fetch, files there, URLs asked for)."""
    folder, asked, served = tmp_path / "cache", [], {}
    folder.mkdir()

    def fetch(name, origin):
        kept = folder / name
        if not kept.exists():  # as Keras does: by the name alone
            asked.append(origin)
            kept.write_bytes(served["bytes"])
        return str(kept)

    return fetch, asked, served


@pytest.mark.parametrize("kind", ["sha256", "sha1"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_path(load, stored, kind, case, tmp_path, capsys):
    """What the parser makes of the bytes, with either hash in any case."""
    path, _ = stored(tmp_path / "file", b"bytes")
    digest = case(hashlib.new(kind, b"bytes").hexdigest())
    assert load(path, digest, len) == 5
    assert capsys.readouterr().out == ""


def test_a_path_from_the_home_folder(load, stored, tmp_path, monkeypatch):
    """~ means what it means in a shell."""
    monkeypatch.setenv("HOME", str(tmp_path))
    _, digest = stored(tmp_path / "file", b"bytes")
    assert load("~/file", digest, bytes.decode) == "bytes"


def test_a_url_is_fetched_once(load, cache):
    """A URL goes through the fetching function, which keeps the file."""
    fetch, asked, served = cache
    served["bytes"] = b"bytes"
    digest = hashlib.sha256(b"bytes").hexdigest()
    for _ in range(2):
        assert load(URL, digest, bytes.decode, fetch=fetch) == "bytes"
    assert asked == [URL]


def test_a_file_mended_at_its_address(load, cache):
    """A new digest asks for a new file, whatever is kept of the old one."""
    fetch, asked, served = cache
    for content in (b"old", b"mended"):
        served["bytes"] = content
        digest = hashlib.sha256(content).hexdigest()
        assert load(URL, digest, bytes, fetch=fetch) == content
    assert asked == [URL, URL]


def test_a_broken_download_is_fetched_anew(load, cache, one_line):
    """A truncated file is refused, and does not stay in the way."""
    fetch, asked, served = cache
    digest = hashlib.sha256(b"whole").hexdigest()
    served["bytes"] = b"who"
    assert load(URL, digest, bytes, fetch=fetch) is None
    one_line("File left out", "another hash")
    served["bytes"] = b"whole"
    assert load(URL, digest, bytes, fetch=fetch) == b"whole"
    assert asked == [URL, URL]


def test_a_file_of_another_name_is_left_alone(load, stored, tmp_path):
    """Whatever a fetching function returns, only a kept download goes."""
    path, _ = stored(tmp_path / "mine", b"bytes")
    assert load(URL, "0" * 64, bytes, fetch=lambda name, url: path) is None
    assert (tmp_path / "mine").exists()


@pytest.mark.parametrize("digest", ["0" * 64, "0" * 40, "", "abc"])
def test_another_hash(load, stored, digest, tmp_path, one_line):
    """A file that is not the one that was meant never reaches the parser."""
    path, _ = stored(tmp_path / "file", b"bytes")
    seen = []
    assert load(path, digest, seen.append) is None
    assert seen == []
    assert (tmp_path / "file").exists()  # a reader's own file stays
    one_line("File left out", "hash")


@pytest.mark.parametrize("place", ["missing.txt", "."])
def test_no_file(load, place, tmp_path, one_line):
    """A path that is no file: one clear line."""
    assert load(str(tmp_path / place), "0" * 64, len) is None
    one_line("File left out")


def test_no_network(load, one_line):
    """Keras raises a bare Exception, with the URL in it: one clear line."""

    def fetch(name, origin):
        raise Exception(f"URL fetch failure on {origin}:\nNone -- unreachable")

    assert load(URL, "0" * 64, len, fetch=fetch) is None
    one_line("File left out", URL)


def test_keras_fetches(load, stored, tmp_path):
    """Keras's own function, the default, takes the name and the address."""
    path, digest = stored(tmp_path / "file", b"bytes")
    kept = tmp_path / "kept"
    kept.mkdir()  # Keras takes another folder if this one is not there
    keep = functools.partial(keras.utils.get_file, cache_dir=kept)
    assert load.__defaults__ == (keras.utils.get_file,)
    assert load(f"file://{path}", digest, bytes.decode, keep) == "bytes"
    names = [file.name for file in kept.rglob("*-file")]
    assert names == [f"{digest[:16]}-file"]


def test_a_parser_that_refuses(load, stored, tmp_path, one_line):
    """Its reason is the line, with the kind of error before it."""
    place = stored(tmp_path / "file", b"bytes")
    assert load(*place, lambda data: {}[data]) is None
    one_line("File left out", "KeyError", "bytes")
