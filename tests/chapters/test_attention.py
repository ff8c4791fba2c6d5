"""Chapter 6, attention: bad input, odd shapes, the library's routes."""

import keras
import numpy as np
import pytest


@pytest.fixture(scope="module")
def page(defined):
    """The functions and layers of the page."""
    names = "swap attention attention_back split_heads Layer MultiHead angles"
    names += " rotate Rotary ALiBi blockwise"
    return defined("06_attention", *names.split())


def draw(*shape):
    """Random numbers of a shape."""
    return np.random.default_rng(1).normal(size=shape)


def test_refusals(page):
    """One clear line each."""
    Q, K = draw(9, 4), draw(5, 4)
    for call in (
        lambda: page["attention"](Q, K[:, :3], K),
        lambda: page["attention"](Q, K, K[:4]),
        lambda: page["blockwise"](Q, K, K, size=0),
        lambda: page["blockwise"](Q, K, K, size=4, causal=True),
        lambda: page["MultiHead"](10, 3),
        lambda: page["MultiHead"](12, 4, 3),
        lambda: page["Rotary"](8, 2).forward(draw(1, 3, 8), draw(1, 2, 8)),
        lambda: page["angles"]([1], 3),
    ):
        with pytest.raises(ValueError, match="."):
            call()


@pytest.mark.parametrize("size", [1, 2, 4, 9, 64])
def test_blocks_of_any_size(page, size):
    """More queries than keys, and fewer, give the plain answer."""
    for q, k in ((9, 5), (3, 8)):
        Q, K, V = draw(2, q, 4), draw(2, k, 4), draw(2, k, 3)
        plain, _ = page["attention"](Q, K, V)
        online = page["blockwise"](Q, K, V, size)
        np.testing.assert_allclose(online, plain, rtol=0, atol=1e-12)


def test_alibi_is_a_bias(page):
    """The library's function with the penalty as its bias."""
    Q, K, V = draw(3, 2, 4, 6, 4)  # (batch, heads, time, d_k)
    bias = page["ALiBi"](16, 4).bias(6)
    ours, _ = page["attention"](Q, K, V, bias=bias)
    third = [Z.swapaxes(1, 2).astype("f4") for Z in (Q, K, V)]
    bias = bias[None].astype("f4")
    theirs = keras.ops.dot_product_attention(*third, bias=bias)
    theirs = keras.ops.convert_to_numpy(theirs).swapaxes(1, 2)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def test_nothing_to_see(page):
    """A row whose keys are all masked gives zeros."""
    nothing = np.zeros((1, 3, 3), bool)
    layer = page["MultiHead"](8, 2)
    assert not layer.forward(draw(1, 3, 8), mask=nothing).any()
