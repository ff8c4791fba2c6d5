"""The tape of chapter 3 and its network: bad input, other routes."""

import numpy as np
import pytest

PAGE = "03_mlp_backprop"
TAPE = "Scalar on_tape add multiply power subtract exp log tanh maximum"


@pytest.fixture(scope="module")
def tape(defined):
    """What the tape is made of, by name."""
    return defined(PAGE, *TAPE.split())


@pytest.fixture(scope="module")
def network(defined):
    """The network of arrays and its losses."""
    names = "softmax_cross_entropy sigmoid_cross_entropy"
    names += " mean_squared_error ACTIVATIONS MLP gradient_error"
    import copy
    import itertools

    given = {"itertools": itertools, "copy": copy}
    return defined(PAGE, *names.split(), **given)


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("u + 'a'", TypeError),
        ("'a' - u", TypeError),
        ("u / 'a'", TypeError),
        ("u * 1j", TypeError),
        ("u ** 'a'", TypeError),
        ("u ** u", TypeError),
        ("(u - 3) ** -1", ZeroDivisionError),
        ("u / 0", ZeroDivisionError),
        ("(u - 9) ** 0.5", TypeError),
        ("np.log(u - 3)", ValueError),
        ("np.log(-u)", ValueError),
        ("maximum(u, None)", TypeError),
    ],
)
def test_bad_operands(tape, formula, error):
    """One error, and of the right kind."""
    with pytest.raises(error):
        eval(formula, tape | {"u": tape["Scalar"](3.0)})


@pytest.mark.parametrize("number", [1, np.float32(0.5), np.int64(2), True])
def test_constants_on_either_side(tape, number):
    """Python's and NumPy's numbers, on the left and on the right."""
    for formula in ("k + u", "u - k", "k - u", "k * u", "u / k", "k / u"):
        u = tape["Scalar"](0.7)
        result = eval(formula, {"u": u, "k": number})
        result.backward()
        moved = eval(formula, {"u": 0.7 + 1e-20j, "k": float(number)})
        np.testing.assert_allclose(result.value, moved.real, rtol=1e-15)
        np.testing.assert_allclose(u.grad, moved.imag / 1e-20, rtol=1e-14)


def test_powers_at_zero(tape):
    """A slope exists for 0, 1 and 2, and none for a root."""
    for exponent, slope in ((0, 0.0), (1, 1.0), (2, 0.0)):
        u = tape["Scalar"](0)
        (u**exponent).backward()
        assert u.grad == slope
    with pytest.raises(ZeroDivisionError):
        tape["Scalar"](0) ** 0.5


def test_second_sweep_starts_afresh(tape):
    """Gradients of one sweep do not leak into the next."""
    u = tape["Scalar"](3.0)
    v = u * u
    assert v.backward() == v.backward() == 2
    assert u.grad == 6


def test_long_chain(tape):
    """No recursion: a chain longer than Python's stack."""
    u = tape["Scalar"](1.0)
    v = u
    for _ in range(5000):
        v = v * 1.0 + 0.0
    v.backward()
    assert u.grad == 1


def test_rows_of_targets_that_do_not_sum_to_one(network):
    """The gradient of softmax holds for any targets."""
    rng = np.random.default_rng(0)
    Z, T = rng.normal(size=(2, 3, 4))
    loss_of = network["softmax_cross_entropy"]
    step = np.zeros_like(Z)
    step[1, 2] = 1e-6
    slope = (loss_of(Z + step, T)[0] - loss_of(Z - step, T)[0]) / 2e-6
    np.testing.assert_allclose(loss_of(Z, T)[1][1, 2], slope, atol=1e-8)


@pytest.mark.parametrize("shape", [(2,), (4, 3), (0, 2)])
def test_wrong_inputs(network, shape):
    """Inputs that are no table of the right width."""
    loss = network["sigmoid_cross_entropy"]
    model = network["MLP"]([2, 3, 1], "tanh", loss)
    with pytest.raises(ValueError, match="inputs"):
        model.gradients(np.zeros(shape), np.zeros((len(shape), 1)))


def test_wrong_targets_and_activation(network):
    """A vector of targets would broadcast; unknown activations are named."""
    loss = network["mean_squared_error"]
    model = network["MLP"]([2, 1], "relu", loss)
    with pytest.raises(ValueError, match="targets"):
        model.gradients(np.zeros((4, 2)), np.zeros(4))
    with pytest.raises(ValueError, match="gelu"):
        network["MLP"]([2, 1], "gelu", loss)


def test_differences_leave_the_weights(network):
    """The check puts every weight back."""
    model = network["MLP"]([3, 4, 2], "tanh", network["mean_squared_error"])
    before = [W.copy() for W in model.weights]
    X = np.random.default_rng(0).normal(size=(5, 3))
    assert network["gradient_error"](model, X, X[:, :2]) < 1e-7
    for old, new in zip(before, model.weights, strict=True):
        np.testing.assert_array_equal(old, new)
