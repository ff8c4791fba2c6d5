"""Counting by another route, and sizes that no model has."""

import numpy as np
import pytest


@pytest.fixture
def counting(defined):
    names = "Sizes", "check_sizes", "transformer_parameters"
    return defined("01_background", *names)


def plain_count(sizes):
    """Parameters of a GPT, shape by shape."""
    d, d_ff = sizes.d_model, sizes.d_ff
    block = [(d, d), (d,)] * 4 + [(d,)] * 4
    block += [(d, d_ff), (d_ff,), (d_ff, d), (d,)]
    shapes = block * sizes.n_layers + [(d,), (d,)]
    shapes += [(sizes.n_vocab, d), (sizes.n_positions, d)]
    return sum(int(np.prod(shape)) for shape in shapes)


def test_counts_shape_by_shape(counting):
    rng = np.random.default_rng(0)
    for _ in range(20):
        heads, size = rng.integers(1, 9, 2)
        n_layers, d_ff, n_vocab, places = rng.integers(1, 99, 4)
        sizes = counting["Sizes"](
            n_layers, heads * size, heads, d_ff, n_vocab, places
        )
        assert counting["transformer_parameters"](sizes) == plain_count(sizes)


def test_counts_a_larger_llama(counting):
    """Llama-2-13B, whose released files hold 13,015,864,320 parameters."""
    kind = {"bias": False, "gated": True, "untied": True}
    sizes = counting["Sizes"](40, 5120, 40, 13824, 32000, **kind)
    assert counting["transformer_parameters"](sizes) == 13_015_864_320


@pytest.mark.parametrize(
    "change",
    [
        {"n_layers": 0},
        {"n_layers": 1.5},
        {"d_ff": -1},
        {"n_vocab": -5},
        {"n_positions": -3},
        {"n_heads": 7},
    ],
)
def test_refuses_sizes_of_no_model(counting, change):
    sizes = counting["Sizes"](12, 768, 12, 3072, 50257)._replace(**change)
    with pytest.raises(ValueError, match="whole and positive|must divide"):
        counting["transformer_parameters"](sizes)


def test_moves_by_one_column(function):
    move = function("01_background", "moved_right")
    X = np.arange(128.0).reshape(2, 64) + 1
    moved = move(X).reshape(2, 8, 8)
    assert (moved[:, :, 0] == 0).all()
    assert (moved[:, :, 1:] == X.reshape(2, 8, 8)[:, :, :-1]).all()


def test_activations_of_one_block(counting, function):
    stored = function("01_background", "activation_bytes")
    sizes = counting["Sizes"](1, 64, 4, 256, 100)
    plain = 2 * 32 * (8 * 64 + 2 * 256 + 4 * 32)
    assert stored(sizes, 32, "plain") == plain
    assert stored(sizes, 32, "fused") == plain - 2 * 32 * 4 * 32
