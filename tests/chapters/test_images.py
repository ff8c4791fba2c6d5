"""The functions of the notebook on pictures, by other routes."""

import numpy as np
import pytest
from scipy.ndimage import center_of_mass, gaussian_filter, shift


@pytest.fixture
def prepared(function):
    """The expert's preparation of letters."""
    names = {"center_of_mass": center_of_mass, "shifted": shift}
    return function(
        "05_images", "prepared", gaussian_filter=gaussian_filter, **names
    )


@pytest.fixture
def calibration_error(function):
    """The expected calibration error of probabilities."""
    return function("05_images", "calibration_error")


def test_prepared_letters_do_not_move(prepared):
    """A blot moved by whole pixels and made fainter is the same blot."""
    X = np.zeros((3, 32, 32, 1))
    blot = np.random.default_rng(0).uniform(0.5, 1, (7, 7, 1))
    X[0, 12:19, 12:19] = blot
    X[1, 9:16, 15:22] = blot
    X[2, 14:21, 10:17] = blot / 3
    F = prepared(X)
    assert F.shape == (3, 256)
    np.testing.assert_allclose(np.linalg.norm(F, axis=1), 1)
    np.testing.assert_allclose(F[1:], F[[0, 0]], atol=1e-6)


def test_calibration_error_bin_by_bin(calibration_error):
    """The sum over bins, written as a loop over them."""
    rng = np.random.default_rng(0)
    Z = rng.normal(0, 2, (300, 5))
    y = rng.integers(5, size=300)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    sure = P.max(axis=1)
    right = P.argmax(axis=1) == y
    total = 0
    for low in range(10):
        inside = (sure >= low / 10) & (sure < (low + 1) / 10)
        if inside.any():
            gap = abs(sure[inside].mean() - right[inside].mean())
            total += inside.mean() * gap
    assert np.isclose(calibration_error(P, y), total)


def test_best_machine_takes_the_best_of_the_validation_part(function):
    """Its score is the highest of the four, each fitted here again."""
    from sklearn.svm import SVC

    rng = np.random.default_rng(0)
    F = rng.normal(size=(120, 5))
    y = (F[:, 0] * F[:, 1] > 0).astype(int)
    parts = (F[:60], y[:60], F[60:], y[60:])
    best = function("05_images", "best_machine", SVC=SVC)(*parts)
    scores = []
    for C in (1, 10, 100, 1_000):
        scores.append(SVC(C=C).fit(*parts[:2]).score(*parts[2:]))
    assert best.score(*parts[2:]) == max(scores)
