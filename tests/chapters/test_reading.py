"""The functions of the notebook on reading that a reader may call."""

import re
from collections import namedtuple

import numpy as np
import pytest

PAGE = "07_reading"
Example = namedtuple("Example", "story question answer number")


def test_threshold_by_trying_all(function):
    """The lowest threshold at the risk, against every one tried in turn."""
    threshold = function(PAGE, "threshold", RISK=0.05)
    rng = np.random.default_rng(0)
    for _ in range(50):
        sure = rng.integers(0, 6, 20).astype(float)
        right = rng.random(20) < 0.9
        kept = [t for t in sure if np.mean(~right[sure >= t]) <= 0.05]
        assert threshold(sure, right) == (min(kept) if kept else np.inf)


CHANGES = {
    "mary gave the key to bill": {
        "who has the key": "bill",
        "who gave the key to bill": "mary",
    },
    "mary is still in the old hut": {"where is mary": "old hut"},
    "mary dropped the key": {"who has the key": ""},
    "mary still has the key": {"who has the key": "mary"},
}


@pytest.mark.parametrize("sentence", CHANGES)
def test_what_a_sentence_changes(function, sentence):
    """One sentence of each kind, as its author meant it."""
    assert function(PAGE, "changes", re=re)(sentence) == CHANGES[sentence]


def test_targets_take_the_place_that_states_the_answer(defined):
    """An answer that occurs twice is taught where its number says."""
    page = defined(PAGE, "check", "tokens", "targets", SENTENCES=6, WORDS=7)
    story = ["mary ran to the old hut", "mary took the key", "bill ran"]
    story[2] = "bill ran to the old hut"
    asked = [Example(story, "where is bill", "old hut", 2)]
    asked.append(Example(story, "where is bill", "", None))
    before = 5 + 6 + 4 + 4  # signs and question, two sentences, four words
    wanted = [[before, before + 1], [0, 0]]
    assert page["targets"](asked).tolist() == wanted


def test_spans_by_trying_all(function):
    """The best span of at most three tokens, none before its start."""
    best_spans = function(PAGE, "best_spans")
    Z = np.random.default_rng(0).standard_normal((20, 2, 9))
    spans, margin = best_spans(Z)
    for scores, span, over in zip(Z, spans, margin, strict=True):
        sums = {}
        for i in range(1, 9):
            for j in range(i, min(i + 3, 9)):
                sums[i, j] = scores[0, i] + scores[1, j]
        assert tuple(span) == max(sums, key=sums.get)
        none = scores[0, 0] + scores[1, 0]
        assert np.isclose(over, max(sums.values()) - none)


BAD = {
    "sentences": ([], "where is mary"),
    "words": (["mary ran to the very old green hut"], "where is mary"),
    "question": (["mary ran"], ""),
}


@pytest.mark.parametrize("word", BAD)
def test_what_the_tables_have_no_rows_for(function, word):
    """One clear line for what is too long or empty."""
    check = function(PAGE, "check", SENTENCES=6, WORDS=7)
    with pytest.raises(ValueError, match=word):
        check(Example(*BAD[word], "", None))
