"""Chapter 3 on training: bad input, and other routes to its rules."""

import itertools

import numpy as np
import pytest

PAGE = "03_training"


@pytest.fixture(scope="module")
def machine(defined):
    """The many networks at once, by name."""
    names = "relu forward_all gradients_all update_all train_all scores_all"
    return defined(PAGE, *names.split())


def test_wrong_shapes_are_refused(machine):
    """One line for inputs and for targets that do not fit."""
    weights = [np.ones((7, 2, 1)), np.ones((7, 1, 1))]
    with pytest.raises(ValueError, match="inputs for weights"):
        machine["forward_all"](weights, np.ones(2))
    with pytest.raises(ValueError, match="targets"):
        machine["gradients_all"](weights, np.ones((3, 2)), np.ones((3, 4)))


def test_a_sure_mistake_costs_its_score(machine):
    """The loss is taken from scores and does not overflow."""
    sure = [np.full((1, 1, 1), 40.0), np.zeros((1, 1, 1))]
    loss, share = machine["scores_all"](
        sure, np.ones((1, 1)), np.zeros((1, 1))
    )
    assert loss == 40 and share == 0


def test_decay_shrinks_weights_alone(machine):
    """Biases are left as they are."""
    weights = [np.ones((1, 1, 2)), np.ones((1, 1, 2))]
    nothing = [0 * W for W in weights]
    moments = [(0 * W, 0 * W) for W in weights]
    machine["update_all"](weights, nothing, moments, 1, rate=0.5, decay=0.2)
    np.testing.assert_allclose(weights[0], 0.9)
    np.testing.assert_array_equal(weights[1], 1)


def test_agreement_by_brute_force(function):
    """All rules with few changes, on all rows of six labels."""
    best = function(PAGE, "best_agreement")
    rules = np.array(list(itertools.product((0, 1), repeat=6)))
    turns = np.abs(np.diff(rules, axis=1)).sum(axis=1)
    for labels, changes in itertools.product(rules, (0, 1, 2)):
        few = rules[turns <= changes]
        assert best(labels, changes) == np.mean(few == labels, axis=1).max()


@pytest.mark.parametrize(("losses", "patience"), [([], 2), ([1.0, 2.0], 0)])
def test_stopping_needs_a_log_and_patience(function, losses, patience):
    """An empty log and a patience of zero are refused."""
    with pytest.raises(ValueError, match="patience"):
        function(PAGE, "stopping_epochs")(losses, patience)


def test_no_gradients_travel_farther(function):
    """Adam on random and on growing gradients stays within the bound."""
    bound = function(PAGE, "travel_bound")(200)
    rng = np.random.default_rng(0)
    for g in (rng.normal(size=200), 1.1 ** np.arange(200)):
        m = v = place = 0
        for t, slope in enumerate(g, 1):
            m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2
            scale = 1e-3 * (1 - 0.999**t) ** 0.5 / (1 - 0.9**t)
            place -= scale * m / (v**0.5 + 1e-12)
        assert abs(place) < bound
