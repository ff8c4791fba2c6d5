"""The notebook on rivals: counting by Kneser-Ney, its edges, made names."""

from collections import Counter

import numpy as np
import pytest

NOTEBOOK = "06_rivals"


@pytest.fixture(scope="module")
def counting(defined):
    """The counting functions."""
    names = "number_grams", "evidence", "count_grams", "discounted"
    return defined(NOTEBOOK, *names, "kneser_ney", SIGNS="abcdr")


def by_dictionaries(learn, h, w, delta, n_vocab, left=False):
    """P(w | h) of Kneser-Ney, from dictionaries of tuples."""
    n = len(h) + 1
    longer = n + 1 if left else n
    places = range(len(learn) - longer + 1)
    grams = [tuple(learn[i : i + longer]) for i in places]
    seen = Counter(gram[-n:] for gram in (set(grams) if left else grams))
    followers = [seen[(*h, v)] for v in range(n_vocab)]
    low = 1 / n_vocab
    if h:
        low = by_dictionaries(learn, h[1:], w, delta, n_vocab, left=True)
    if not sum(followers):
        return low
    own = max(seen[(*h, w)] - delta, 0)
    return (own + delta * np.count_nonzero(followers) * low) / sum(followers)


@pytest.mark.parametrize("delta", [0.1, 0.75, 0.95])
def test_kneser_ney_against_dictionaries(counting, delta):
    """Every order, symbols never seen among them."""
    rng = np.random.default_rng(0)
    learn = rng.integers(0, 4, 40)
    ask = rng.integers(0, 6, 15)
    text = [*learn.tolist(), *ask.tolist()]
    found = counting["kneser_ney"](
        counting["count_grams"](learn, ask, 4, 6), delta, 6
    )
    for n, P in enumerate(found, 1):
        for i, w in enumerate(ask):
            h = tuple(text[len(learn) + i - n + 1 : len(learn) + i])
            right = by_dictionaries(text[: len(learn)], h, w, delta, 6)
            assert np.isclose(P[i], right)


def test_bad_input_is_one_line(counting):
    """No order, too little text, nothing asked."""
    some = np.arange(5)
    for learn, ask, orders in (
        (some, some, 0),
        (some, some, 5),
        (some, [], 2),
    ):
        with pytest.raises(ValueError, match="orders from 1 on"):
            counting["count_grams"](learn, np.array(ask, int), orders, 9)


def test_names_stand_where_they_are_asked(function):
    """The letters after both cues agree; names that do not fit are refused."""
    named = function(
        NOTEBOOK, "named_windows", CUE=90, LETTERS=list(range(26))
    )
    tokens = np.full(200, 50)
    rng = np.random.default_rng(0)
    first = np.array([0, 2, 3])
    gaps = np.array([4, 9, 9])
    rows, places, letters = named(tokens, first, gaps, 3, 16, rng)
    assert rows.shape == (3, 16)
    assert (rows[np.arange(3), first] == 90).all()
    assert (rows[np.arange(3), places[:, 0]] == 90).all()
    assert (places[:, 0] - first == gaps).all()
    said = np.take_along_axis(rows, places + 1, axis=1)
    assert (said == letters).all()
    assert (rows == 50).sum() == 3 * (16 - 8)
    assert (tokens == 50).all()  # the text itself is not changed
    for start, gap in ((0, 3), (0, 13), (4, 9), (-1, 9)):
        with pytest.raises(ValueError, match="4 tokens for each name"):
            named(tokens, np.array([start]), np.array([gap]), 3, 16, rng)
