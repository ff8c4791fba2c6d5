"""The SQuAD loader of the notebook on question answering."""

import json

import pytest

CONTEXT = "Ada Lovelace wrote of the Analytical Engine in 1843. She was right."


@pytest.fixture
def load(reader):
    """The reader of SQuAD's files of the notebook on question answering."""
    return reader("07_question_answering", "squad_rows", json=json)


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
def test_a_good_file(load, stored, impossible, tmp_path, capsys):
    """Rows of context, question and all answers with their places."""
    source, sha256 = stored(tmp_path / "s.json", squad(impossible=impossible))
    rows = load(source, sha256)
    assert len(rows) == 2 + impossible and rows[0][0] == CONTEXT
    assert rows[0][1:] == (
        "Who wrote?",
        [("Ada Lovelace", 0), ("Lovelace", 4)],
    )
    assert rows[1][2] == [("was right", 57)]
    assert [row[2] for row in rows[2:]] == [[]] * impossible
    assert capsys.readouterr().out == ""


MALFORMED = {  # and what the line says of it
    b"": "JSONDecodeError",
    b"{ cut off": "JSONDecodeError",
    b"\xff\xfe\x00": "UnicodeDecodeError",
    b"[]": "TypeError",
    b'{"data": [{"title": "no paragraphs"}]}': "KeyError: 'paragraphs'",
    b'{"data": []}': "no questions",
    squad(start=3): "'was right' is not where it says",
    squad(start=-9): "'was right' is not where it says",
}


@pytest.mark.parametrize("content", MALFORMED)
def test_a_malformed_file(load, stored, content, tmp_path, one_line):
    """One clear line, whatever is wrong with it; no half-read data."""
    assert load(*stored(tmp_path / "s.json", content)) is None
    one_line("File left out", MALFORMED[content])
