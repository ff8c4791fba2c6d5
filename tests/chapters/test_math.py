"""The judges and losses of chapter 2: bad input, other routes."""

import numpy as np
import pytest
from scipy.special import rel_entr

PAGE = "02_math"


@pytest.fixture(scope="module")
def judge(defined):
    """The three judges, and the network's passes."""
    names = "finite_differences complex_step forward_mode Dual"
    names += " forward backward log_softmax softmax cross_entropy"
    space = {"derived": np.ones(3), "weights_one": np.ones(3)}
    space["half_squares"] = lambda w: (w * w * 0.5).sum()
    space["relative_error"] = lambda claim, truth: 0.0
    return defined(PAGE, *names.split(), **space)


def tangled(x):
    """Signs, powers and exp, of an array of any numbers."""
    inner = (x * x) @ np.array([0.3, 1.0, 2.0]) + 1.0
    return np.exp(inner**-1) * x[0] + (x[1] * x[2]) ** 3


def test_judges_agree(judge):
    """Two to the last digits, differences to ten."""
    x = np.array([0.4, -1.3, 2.0])
    exact = judge["complex_step"](tangled, x)
    forward = judge["forward_mode"](tangled, x)
    np.testing.assert_allclose(forward, exact, rtol=1e-14)
    moved = judge["finite_differences"](tangled, x)
    np.testing.assert_allclose(moved, exact, rtol=1e-8)


@pytest.mark.parametrize("x", [1e-3, 1.0, 1e6, 1e12])
def test_differences_of_large_numbers(judge, x):
    """The step grows with the number it moves."""
    if x >= 1:
        slope = judge["finite_differences"](np.log, x)
        assert slope == pytest.approx(1 / x, rel=1e-6)
    slope = judge["complex_step"](np.log, x)
    assert slope == pytest.approx(1 / x, rel=1e-14)


def test_functions_that_give_no_scalar(judge):
    """A list or an array is refused in one line."""
    for f in (lambda x: [1.0, 2.0], lambda x: x):
        with pytest.raises(ValueError, match="scalar"):
            judge["finite_differences"](f, np.ones(2))


def test_complex_step_is_blind_to_a_modulus(judge):
    """What the page warns of: the answer is zero, without a word."""
    assert judge["complex_step"](np.abs, -2.0) == 0
    length = judge["complex_step"](np.linalg.norm, np.array([3.0, 4.0]))
    np.testing.assert_array_equal(length, 0)


def test_dual_numbers_need_a_rule(judge):
    """An operation without a rule is refused, a bad operand too."""
    u = judge["Dual"](2.0, 1.0)
    with pytest.raises(TypeError):
        u / 2
    with pytest.raises(TypeError):
        u + "a"
    with pytest.raises(ZeroDivisionError):
        judge["Dual"](0.0, 1.0) ** -1


def test_targets_of_the_cross_entropy(judge):
    """Rows that do not sum to one, and another shape."""
    Z = np.zeros((2, 3))
    with pytest.raises(ValueError, match="sum to one"):
        judge["cross_entropy"](Z, np.ones((2, 3)))
    with pytest.raises(ValueError, match="differ"):
        judge["cross_entropy"](Z, np.ones((2, 1)))


def test_forbidden_classes(judge):
    """A class with the score minus infinity costs nothing if not true."""
    Z = np.array([[0.0, -np.inf, 1.0]])
    loss = judge["cross_entropy"](Z, np.array([[0.0, 0.0, 1.0]]))
    assert loss == pytest.approx(np.log(1 + np.exp(-1)))
    assert judge["cross_entropy"](Z, np.array([[0.0, 1.0, 0.0]])) == np.inf


def test_soft_targets(judge):
    """Cross-entropy is entropy and divergence, for any distribution."""
    rng = np.random.default_rng(0)
    P, T = rng.dirichlet(np.ones(4), size=(2, 5))
    gap = rel_entr(T, P).sum() - np.sum(T * np.log(T))
    loss = judge["cross_entropy"](np.log(P), T)
    assert loss == pytest.approx(gap / 5)


def test_shapes_of_a_layer(judge):
    """A bias that would broadcast by rows is refused, and a bad width."""
    weights = {"W1": np.ones((2, 3)), "b1": np.ones((4, 1))}
    with pytest.raises(ValueError, match="layer 1"):
        judge["forward"](np.ones((4, 2)), weights, np.tanh)
    weights["b1"] = np.ones(3)
    with pytest.raises(ValueError, match="layer 1"):
        judge["forward"](np.ones((4, 3)), weights, np.tanh)
    with pytest.raises(ValueError, match="samples"):
        judge["forward"](np.ones(2), weights, np.tanh)
    H, Z = judge["forward"](np.ones((4, 2)), weights, np.tanh)
    with pytest.raises(ValueError, match="targets"):
        judge["backward"](weights, H, Z, np.ones(4), np.ones_like)
