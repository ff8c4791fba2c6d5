"""Chapter 2 on optimisation: bad input, and other routes to its numbers."""

import numpy as np
import pytest

PAGE = "02_optimisation"


def test_schedule_is_that_of_keras(function):
    """Warm-up and cosine as in Keras; nothing before step 0."""
    import keras

    schedule = function(PAGE, "cosine_schedule")
    cosine = keras.optimizers.schedules.CosineDecay(
        0.0, decay_steps=900, warmup_target=0.5, warmup_steps=100
    )
    steps = np.array([0, 50, 100, 400, 999, 1000])
    theirs = [float(cosine(t)) for t in steps]
    np.testing.assert_allclose(
        schedule(steps, 0.5, 100, 1000), theirs, 0, 1e-6
    )
    with pytest.raises(ValueError, match="0 < warm < end"):
        schedule(0, 0.5, 100, 100)
    with pytest.raises(ValueError, match="count from 0"):
        schedule(np.array([-5, 3]), 0.5, 100, 1000)


def test_no_layers_no_network(function):
    """A network without layers is refused."""
    with pytest.raises(ValueError, match="no network"):
        function(PAGE, "through_depth")(np.tanh, np.cosh, 1.0, n_layers=0)


@pytest.mark.parametrize(
    ("name", "variance"), [("glorot_uniform", 2 / 800), ("he_normal", 2 / 300)]
)
def test_variances_that_keras_draws(name, variance):
    """The formulas of the two starts are those of Keras's initialisers."""
    import keras

    draw = keras.initializers.get(name)((300, 500), dtype="float32")
    W = keras.ops.convert_to_numpy(draw)
    assert abs(W.var() / variance - 1) < 0.03


@pytest.mark.parametrize("units", [1, 5])
def test_gradient_of_the_small_network(function, units):
    """The network's gradient by differences of its loss."""
    network = function(PAGE, "network")
    rng = np.random.default_rng(units)
    X, T = rng.normal(size=(7, 3)), rng.normal(size=(7, 1))
    theta = rng.normal(size=4 * units)
    for place, slope in enumerate(network(theta, X, T)[1]):
        nudge = 1e-6 * np.eye(len(theta))[place]
        ahead, behind = (network(theta + d, X, T)[0] for d in (nudge, -nudge))
        assert abs((ahead - behind) / 2e-6 - slope) < 1e-7


def test_power_iteration_on_a_known_matrix(defined):
    """The eigenvalue of largest size, be it negative."""
    names = defined(
        PAGE,
        "quadratic",
        "slope",
        "hessian_times",
        "steepest",
        bowl=np.eye(2),
        start=np.ones(2),
    )
    A = names["quadratic"]([-7.0, 1.0, 3.0], seed=3)
    value, u = names["steepest"](names["slope"](A), np.zeros(3))
    assert abs(value + 7) < 1e-6
    np.testing.assert_allclose(A @ u, -7 * u, atol=1e-5)
