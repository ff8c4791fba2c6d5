"""The notebook on recurrent networks: layers by hand, a scan, bad input."""

import numpy as np
import pytest

NOTEBOOK = "04_lstm"


@pytest.fixture(scope="module")
def layers(defined):
    """The recurrent layers, and random weights for them."""
    names = "Recurrent", "prepared", "linear_back", "SimpleRNN", "LSTM", "GRU"
    helpers = "candidate", "gradient_error", "random_weights"
    return defined(NOTEBOOK, *names, *helpers)


@pytest.mark.parametrize(
    "blocks, rows", [(1, ()), (4, ()), (3, ()), (3, (2,))]
)
@pytest.mark.parametrize("n, steps, d, h", [(1, 1, 1, 1), (3, 7, 2, 5)])
def test_input_gradient_by_differences(layers, blocks, rows, n, steps, d, h):
    """dL/dX, which the notebook's own directions leave out."""
    kind = {1: "SimpleRNN", 4: "LSTM", 3: "GRU"}[blocks]
    layer = layers[kind](**layers["random_weights"](d, h, blocks, rows))
    rng = np.random.default_rng(0)
    X, along = rng.normal(size=(2, n, steps, d))
    G = rng.normal(size=(n, steps, h))
    mask = rng.random((n, steps)) < 0.7
    high, low = (
        np.sum(layer.forward(X + move * along, mask)[0] * G)
        for move in (1e-5, -1e-5)
    )
    layer.forward(X, mask)
    claim = np.sum(layer.backward(G) * along)
    assert np.isclose(claim, (high - low) / 2e-5, atol=1e-7)


@pytest.mark.parametrize(
    "blocks, rows", [(1, ()), (4, ()), (3, ()), (3, (2,))]
)
def test_gradients_equal_automatic_differentiation(layers, blocks, rows):
    """All of them, with holes in the mask, against Keras's layer."""
    keras = pytest.importorskip("keras")
    if keras.config.backend() != "tensorflow":
        pytest.skip("only TensorFlow computes in float64 here")
    import tensorflow as tf

    kind = {1: "SimpleRNN", 4: "LSTM", 3: "GRU"}[blocks]
    cell = layers[kind](**layers["random_weights"](3, 5, blocks, rows))
    options = {"reset_after": bool(rows)} if kind == "GRU" else {}
    theirs = getattr(keras.layers, kind)(
        5, return_sequences=True, dtype="float64", **options
    )
    theirs.build((None, None, 3))
    theirs.set_weights(list(cell.weights.values()))
    rng = np.random.default_rng(0)
    X = rng.normal(size=(4, 6, 3))
    G = rng.normal(size=(4, 6, 5))
    mask = rng.random((4, 6)) < 0.7
    inputs = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(theirs(inputs, mask=tf.constant(mask)) * G)
    weights = [variable.value for variable in theirs.weights]
    expected = tape.gradient(loss, [inputs, *weights])
    cell.forward(X, mask)
    found = [cell.backward(G), *cell.gradients.values()]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


def test_two_windows_with_carried_state(layers):
    """A sequence in two parts, the state passed on, gives the same H."""
    layer = layers["LSTM"](**layers["random_weights"](3, 4, 4))
    X = np.random.default_rng(0).normal(size=(2, 9, 3))
    whole, _ = layer.forward(X)
    first, state = layer.forward(X[:, :4])
    second, _ = layer.forward(X[:, 4:], state=state)
    assert np.allclose(np.concatenate([first, second], axis=1), whole)


@pytest.mark.parametrize("steps", [1, 2, 3, 8, 17])
def test_scan_against_a_loop(function, steps):
    """Also where the length is no power of two."""
    f, w = np.random.default_rng(0).normal(size=(2, steps, 3))
    found, rounds = function(NOTEBOOK, "scan")(f, w)
    C = np.zeros(3)
    for t in range(steps):
        C = f[t] * C + w[t]
        assert np.allclose(found[t], C)
    assert rounds == int(np.ceil(np.log2(steps)))


def test_bad_input_is_one_line(layers):
    """Shapes that do not fit, and a backward pass before any forward."""
    layer = layers["GRU"](**layers["random_weights"](3, 4, 3))
    X = np.zeros((2, 5, 3))
    with pytest.raises(ValueError, match="G must be"):
        layer.backward(np.zeros((2, 5, 4)))
    for wrong in (X[0], X[:, :0], X[:, :, :2]):
        with pytest.raises(ValueError, match="X must be"):
            layer.forward(wrong)
    with pytest.raises(ValueError, match="state must be"):
        layer.forward(X, state=np.zeros((1, 1, 4)))
    for shape in ((2, 9), (2,), (5, 2)):
        with pytest.raises(ValueError, match="mask must be"):
            layer.forward(X, np.ones(shape))
    H, _ = layer.forward(X)
    for window in (0, -1):
        with pytest.raises(ValueError, match="window must be"):
            layer.backward(H, window)


@pytest.mark.parametrize(
    "noise, third", [(1.0, False), (0.0, False), (1.0, True)]
)
def test_adding_and_its_controls(function, noise, third):
    """Two flags a row; what the target is the sum of; what is silent."""
    adding = function(NOTEBOOK, "adding", STEPS=50)
    X, total = adding(40, np.random.default_rng(0), noise, third)
    numbers, flags = X[:, :, 0], X[:, :, 1]
    assert np.all(flags.sum(axis=1) == 2)
    assert np.allclose((numbers * flags).sum(axis=1), total[:, 0], atol=1e-6)
    assert np.all(numbers[flags == 0] == 0) == (noise == 0)
    assert X.shape[2] == 2 + third
    if third:
        assert np.allclose(X[:, :, 2], numbers * flags)
