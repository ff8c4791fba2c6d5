"""The shared Llama: its cache and its rows of unequal length."""

from functools import partial

import keras
import numpy as np
import pytest

SIZES = {"n_layers": 2, "n_kv": 1, "d_k": 4, "base": 100.0, "epsilon": 1e-5}


@pytest.fixture
def states(snippet, llama_arrays):
    """states(tokens, start, past) of the small model."""
    attention = snippet("llama_attention")
    model = snippet("llama", partial=partial, **attention)["llama"]
    model = model(llama_arrays(d_model=8, d_ff=12, n_vocab=11), **SIZES)

    def run(tokens, start, past):
        inputs = np.array(tokens), np.array(start), past
        return [keras.ops.convert_to_numpy(Z) for Z in model(inputs)]

    return run


def empty(batch, slots):
    """A cache of so many slots a row."""
    return np.zeros((batch, 2, 2, slots, 1, 4), "float32")


def test_no_state_depends_on_a_later_token(states):
    """The last token changes the last state alone."""
    H, past = states([[1, 2, 3]], [0], empty(1, 3))
    assert H.shape == (1, 3, 8) and past.shape == (1, 2, 2, 3, 1, 4)
    other = states([[1, 2, 4]], [0], empty(1, 3))[0]
    np.testing.assert_allclose(other[:, :2], H[:, :2], rtol=0, atol=1e-6)
    assert np.abs(other[:, 2] - H[:, 2]).max() > 0.01


def test_piece_by_piece(states):
    """Tokens one at a time, or in pieces, give the states of all at once."""
    tokens = np.array([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]])
    whole = states(tokens, [0, 0], empty(2, 5))[0]
    for pieces in ([0, 1, 2, 3, 4, 5], [0, 3, 5]):
        past, parts = empty(2, 8), []
        for first, last in zip(pieces, pieces[1:], strict=False):
            piece = tokens[:, first:last]
            H, past = states(piece, [first, first], past)
            parts.append(H)
        parts = np.concatenate(parts, axis=1)
        np.testing.assert_allclose(parts, whole, rtol=0, atol=1e-5)


def test_rows_of_unequal_length(states):
    """A row filled up on the right goes on as if it were alone."""
    past = states([[1, 2, 3, 4], [5, 6, 0, 0]], [0, 0], empty(2, 6))[1]
    together = states([[7], [8]], [4, 2], past)[0]
    alone = states([[5, 6, 8]], [0], empty(1, 3))[0]
    np.testing.assert_allclose(together[1, 0], alone[0, 2], rtol=0, atol=1e-5)


def test_turned_far_out(snippet):
    """At place 8,000 the angles are still those of float64."""
    turned = snippet("llama_attention")["turned"]
    X = np.random.default_rng(0).normal(size=(1, 1, 1, 64)).astype("f4")
    far = np.array(turned(X, np.array([[8000]], "int32"), 1e5))[0, 0, 0]
    angle = 8000 * 1e5 ** -np.linspace(0, 1, 32, endpoint=False)
    even, odd = X[0, 0, 0, ::2], X[0, 0, 0, 1::2]
    first = even * np.cos(angle) - odd * np.sin(angle)
    np.testing.assert_allclose(far[::2], first, rtol=0, atol=1e-5)
