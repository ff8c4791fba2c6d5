"""Several runs of one compiled model, each from its start."""

import keras
import numpy as np
import pytest


@pytest.fixture(params=["float32", "mixed_float16"])
def policy(request):
    """Both policies of the setup; the second also scales the loss."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def make():
    """A small classifier of rows of four numbers."""
    inputs = keras.Input((4,))
    H = keras.layers.Dense(8, activation="tanh")(inputs)
    return keras.Model(inputs, keras.layers.Dense(2, dtype="float32")(H))


def test_a_run_does_not_depend_on_those_before(snippet, policy):
    """The same start, the same losses; another start, other losses."""
    cell = snippet("restart")
    fresh = cell["fresh_weights"](make, range(2))
    model = make()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.AdamW(0.01), loss)
    state = cell["first_state"](model)
    X = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    y = (X[:, 0] > 0).astype("int32")

    def losses(seed):
        cell["restart"](model, fresh[seed], state)
        run = model.fit(
            X, y, batch_size=16, epochs=4, verbose=0, shuffle=False
        )
        return run.history["loss"]

    first, other, again = losses(0), losses(1), losses(0)
    np.testing.assert_allclose(again, first, rtol=1e-6)
    assert first[-1] < first[0]
    assert np.abs(np.subtract(other, first)).max() > 0.01


def test_fresh_weights_are_the_seeds(snippet):
    """One seed gives the same weights always, two seeds different ones."""
    one, two, same = snippet("restart")["fresh_weights"](make, [3, 4, 3])
    assert all(map(np.array_equal, one, same))
    assert not np.array_equal(one[0], two[0])


@pytest.mark.parametrize("n", [5, 7, 20])
def test_epochs(snippet, n):
    """Every epoch holds each row once; the last one is cut."""
    rows = np.arange(10, 17)
    drawn = snippet("restart")["epochs_of"](rows, n, np.random.default_rng(0))
    assert len(drawn) == n
    assert n < 14 or (drawn[:7] != drawn[7:14]).any()  # a new order
    for begin in range(0, n, 7):
        epoch = drawn[begin : begin + 7]
        assert set(epoch) <= set(rows) and len(set(epoch)) == len(epoch)
