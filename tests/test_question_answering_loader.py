"""The SQuAD loader of `applications/question_answering`, on small files."""

import ast
import hashlib
import io
import json
import re
import urllib.error

import keras
import numpy as np
import pytest

from .notebooks import ROOT, code_cells, read

NOTEBOOK = ROOT / "chapters" / "applications" / "question_answering.ipynb"
CONTEXT = "Ada Lovelace wrote of the Analytical Engine in 1843. She was right."


def loader():
    """`load_squad` of the notebook, alone with the names that it may use."""
    names = {"keras": keras, "np": np, "hashlib": hashlib, "json": json}
    names["re"] = re
    for cell in code_cells(read(NOTEBOOK)):
        for node in ast.parse(cell["source"]).body:
            if getattr(node, "name", "") == "load_squad":
                exec(ast.unparse(node), names)
                return names["load_squad"]
    raise LookupError("the notebook has no function load_squad")


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


def stored(path, content):
    """The path as text and the SHA-256 of the content written there."""
    path.write_bytes(content)
    return str(path), hashlib.sha256(content).hexdigest()


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


def one_line(capsys, says):
    """Exactly one line was printed, and it says why."""
    line = capsys.readouterr().out
    assert line.startswith("SQuAD not read") and line.count("\n") == 1
    assert says in line and "stories" in line


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
    one_line(capsys, "stories")


def test_another_file_than_expected(tmp_path, capsys):
    """A file whose hash differs is not read, though its form is right."""
    source, _ = stored(tmp_path / "s.json", squad())
    assert loader()(source, "0" * 64) is None
    one_line(capsys, "SHA-256")


def test_a_missing_file(tmp_path, capsys):
    """A wrong path is one clear line as well."""
    assert loader()(str(tmp_path / "none.json"), "0" * 64) is None
    one_line(capsys, "stories")


def test_no_network(monkeypatch, capsys):
    """An address without a network: one clear line."""

    def urlopen(*_, **__):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    assert loader()("https://example.org/squad.json", "0" * 64) is None
    one_line(capsys, "stories")


def test_from_an_address(monkeypatch):
    """With a network the same rows come from an address."""
    content = squad()
    monkeypatch.setattr(
        "urllib.request.urlopen", lambda *_, **__: io.BytesIO(content)
    )
    address = "https://example.org/squad.json"
    rows = loader()(address, hashlib.sha256(content).hexdigest())
    assert len(rows) == 2
