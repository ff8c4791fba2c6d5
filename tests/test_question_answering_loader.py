"""The SQuAD loader of `applications/question_answering`, on small files."""

import hashlib
import io
import json
import urllib.error

import pytest

from .test_loaders import function, one_line, stored

CONTEXT = "Ada Lovelace wrote of the Analytical Engine in 1843. She was right."
REFUSED = "SQuAD not read", "stories"  # and what is used in its place


def loader():
    """`load_squad` of the notebook on question answering."""
    return function(
        "applications/question_answering",
        "load_squad",
        hashlib=hashlib,
        json=json,
    )


def squad(start=57, impossible=False):
    """A file of SQuAD's form as bytes: one text, two questions."""
    gone = {"question": "Who was wrong?", "answers": [], "is_impossible": True}
    asked = [
        {
            "question": "Who wrote?",
            "answers": [
                {"text": "Ada Lovelace", "answer_start": 0},
                {"text": "Lovelace", "answer_start": 4},
            ],
        },
        {
            "question": "What was she?",
            "answers": [{"text": "was right", "answer_start": start}],
        },
    ] + [gone] * impossible
    part = {"context": CONTEXT, "qas": asked}
    data = {"version": "1.1", "data": [{"title": "t", "paragraphs": [part]}]}
    return json.dumps(data).encode()


@pytest.mark.parametrize("impossible", [False, True])
def test_a_good_file(impossible, tmp_path, capsys):
    """Rows of context, question and all answers with their places."""
    source, sha256 = stored(tmp_path / "s.json", squad(impossible=impossible))
    rows = loader()(source, sha256)
    assert len(rows) == 2 + impossible and rows[0][0] == CONTEXT
    assert rows[0][1:] == (
        "Who wrote?",
        [("Ada Lovelace", 0), ("Lovelace", 4)],
    )
    assert rows[1][2] == [("was right", 57)]
    assert [row[2] for row in rows[2:]] == [[]] * impossible
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{ cut off",
        b"\xff\xfe\x00",
        b"[]",
        b'{"data": [{"title": "no paragraphs"}]}',
        b'{"data": []}',
        squad(start=3),
        squad(start=-9),
    ],
)
def test_a_malformed_file(content, tmp_path, capsys):
    """One clear line, whatever is wrong with it; no half-read data."""
    assert loader()(*stored(tmp_path / "s.json", content)) is None
    one_line(capsys, *REFUSED)


def test_another_file_than_expected(tmp_path, capsys):
    """A file whose hash differs is not read, though its form is right."""
    source, _ = stored(tmp_path / "s.json", squad())
    assert loader()(source, "0" * 64) is None
    one_line(capsys, *REFUSED, "SHA-256")


def test_a_missing_file(tmp_path, capsys):
    """A wrong path is one clear line as well."""
    assert loader()(str(tmp_path / "none.json"), "0" * 64) is None
    one_line(capsys, *REFUSED)


def test_no_network(monkeypatch, capsys):
    """An address without a network: one clear line."""

    def urlopen(*_, **__):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    assert loader()("https://example.org/squad.json", "0" * 64) is None
    one_line(capsys, *REFUSED)


def test_from_an_address(monkeypatch):
    """With a network the same rows come from an address."""
    content = squad()
    monkeypatch.setattr(
        "urllib.request.urlopen", lambda *_, **__: io.BytesIO(content)
    )
    address = "https://example.org/squad.json"
    rows = loader()(address, hashlib.sha256(content).hexdigest())
    assert len(rows) == 2
