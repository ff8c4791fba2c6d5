"""BERT: hiding words, and what must not be read."""

import numpy as np
import pytest

NOTEBOOK = "06_bert"
PAD, UNK, CLS, SEP, MASK = range(5)


@pytest.fixture
def hide(function):
    """The page's rule, with its signs."""
    return function(NOTEBOOK, "hide", MASK=MASK, BERTS=(0.8, 0.1))


@pytest.mark.parametrize("rule", [(0.8, 0.1), (1, 0), (0, 0), (0, 1)])
@pytest.mark.parametrize("share", [0.1, 0.3])
def test_only_chosen_words_change(hide, rule, share):
    """Signs stay, [UNK] is not asked, what is not chosen is as it was."""
    rng = np.random.default_rng(1)
    tokens = rng.integers(MASK + 1, 50, (200, 20))
    tokens[:, 0] = CLS
    tokens[:, 7] = UNK
    tokens[100:, 12] = SEP
    tokens[100:, 13:] = PAD
    changed, places, true, weights = hide(tokens, 50, rng, share, rule)
    rows, columns = np.nonzero(weights)
    chosen = np.zeros(tokens.shape, bool)
    chosen[rows, places[rows, columns]] = True
    assert np.all(tokens[chosen] > MASK)
    assert np.array_equal(tokens[~chosen], changed[~chosen])
    assert np.array_equal(np.take_along_axis(tokens, places, 1), true)
    masked = np.mean(changed[chosen] == MASK)
    assert abs(masked - rule[0]) < 0.1
    n_words = np.sum(tokens > MASK, axis=1)
    assert abs(chosen.sum() / (share * n_words).sum() - 1) < 0.1


def test_quotes_are_found_anywhere(function):
    """At the start, at the end, and not if one word differs."""
    held = ("a", "b", "c", "d", "e")
    quotes = function(NOTEBOOK, "quotes", by_start={held[:4]: {held}})
    assert quotes(held) and quotes(("x", *held)) and quotes((*held, "x"))
    assert not quotes(held[:4]) and not quotes(())
    assert not quotes(("a", "b", "c", "d", "x"))


def test_guesser_recalls_what_it_read(function):
    """Of two words between the same neighbours the more frequent."""
    learn = function(
        NOTEBOOK, "learn_neighbours", MASK=MASK, config={"n_vocab": 20}
    )
    tokens = np.array([[5, 9, 6], [5, 9, 6], [5, 8, 6], [7, 8, 6]])
    best = learn(tokens)
    assert best[5, 6] == 9 and best[7, 6] == 8
    assert best[5, 0] == 9
    assert best[0, 6] == 8  # of equals, the commoner word: the smaller number
    assert (6, 5) not in best
