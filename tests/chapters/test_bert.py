"""BERT: hiding words, and what must not be read."""

from functools import partial

import keras
import numpy as np
import pytest

NOTEBOOK = "06_bert"
PAD, UNK, CLS, SEP, MASK = range(5)


@pytest.fixture
def hide(function):
    """The page's rule, with its signs."""
    choose = function(NOTEBOOK, "choose", MASK=MASK)
    signs = {"MASK": MASK, "BERTS": (0.8, 0.1)}
    return function(NOTEBOOK, "hide", choose=choose, **signs)


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


def test_input_is_the_sum_of_three_rows_normed(function):
    """The layers against eq-bert-input, written out."""
    waves = function(NOTEBOOK, "waves", ops=keras.ops)
    embed = function(
        NOTEBOOK, "embed", ops=keras.ops, partial=partial, waves=waves
    )
    inputs = [keras.Input((9,), dtype="int32") for _ in range(2)]
    sizes = {"n_vocab": 50, "n_ctx": 9, "d_model": 8}
    model = keras.Model(inputs, embed(*inputs, sizes))
    table = {len(rows): rows for rows in model.get_weights()[:3]}
    tokens = np.arange(18).reshape(2, 9)
    segments = np.eye(2, 9, dtype=int)
    total = table[50][tokens] + table[9] + table[2][segments]
    total -= total.mean(axis=-1, keepdims=True)
    total /= total.std(axis=-1, keepdims=True)
    output = model.predict([tokens, segments], verbose=0)
    assert np.allclose(output, total, atol=1e-4)


def test_bad_input_is_told(function):
    """Heads that do not divide the width, and a text without words."""
    with pytest.raises(ValueError, match="5 heads do not divide"):
        function(NOTEBOOK, "bert")({"d_model": 48, "n_heads": 5})
    signs = {"PAD": PAD, "UNK": UNK, "CLS": CLS, "SEP": SEP}
    encode = function(
        NOTEBOOK, "encode", config={"n_ctx": 5}, number={"a": 9}, **signs
    )
    with pytest.raises(ValueError, match="empty"):
        encode([()])
    rows = encode([("a",), ("a", "b", "a", "a")])
    assert rows.tolist() == [[CLS, 9, SEP, PAD, PAD], [CLS, 9, UNK, 9, SEP]]
