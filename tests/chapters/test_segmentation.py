"""The notebook on segmentation: its measures, the tidying, bad pictures."""

import numpy as np
import pytest
from scipy import ndimage

NOTEBOOK = "07_segmentation"


@pytest.fixture
def dice(function):
    """Dice of each picture."""
    return function(NOTEBOOK, "dice")


def test_dice_is_the_f1_score_and_one_for_two_empty_masks(dice):
    """Against scikit-learn, with one, both and none of the masks empty."""
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(0)
    masks = (
        rng.random((6, 5, 7)) < np.array([0, 0, 0.2, 0.5, 1, 1])[:, None, None]
    )
    truth = (
        rng.random((6, 5, 7))
        < np.array([0, 0.4, 0.2, 0.5, 1, 0])[:, None, None]
    )
    pairs = zip(truth, masks, strict=True)
    wanted = [
        f1_score(*map(np.ravel, pair), zero_division=1) for pair in pairs
    ]
    assert np.allclose(dice(masks, truth), wanted)


def test_gaps_are_those_of_scipy_for_masks_at_the_edge(function):
    """Borders of masks that touch the picture's edge, and of one pixel."""
    border = function(NOTEBOOK, "border", ndimage=ndimage)
    gaps = function(NOTEBOOK, "gaps", border=border)
    full = np.ones((4, 6), bool)
    point = np.zeros((4, 6), bool)
    point[0, 0] = True
    there = ndimage.distance_transform_edt(~point)
    edge = full & ~ndimage.binary_erosion(full)
    assert np.allclose(gaps(full, point), [*there[edge], 0])
    assert np.allclose(gaps(full, full), 0)


def test_tidy_keeps_the_largest_blob_or_nothing(function):
    """An empty mask, one that is too small, and two blobs."""
    tidy = function(NOTEBOOK, "tidy", ndimage=ndimage)
    mask = np.zeros((12, 12), bool)
    assert not tidy(mask).any()
    mask[:3, :3] = True
    assert not tidy(mask).any()
    mask[6:, 6:] = True
    assert tidy(mask).sum() == 36


def test_the_derivative_of_soft_dice_is_the_formula_s(function):
    """Against small steps of each pixel, truth empty and not."""
    from keras import ops

    loss = function(NOTEBOOK, "soft_dice_loss", ops=ops)
    rng = np.random.default_rng(0)
    p = rng.random((1, 3, 3, 1))
    step = 1e-6 * np.eye(9).reshape(9, 3, 3, 1)  # another pixel in each

    def value(p, y):
        p = ops.convert_to_tensor(p)
        return 1 - ops.convert_to_numpy(loss(y, p))

    for y in (np.zeros((1, 3, 3, 1)), rng.integers(0, 2, (1, 3, 3, 1))):
        y = np.repeat(y.astype(float), 9, axis=0)
        slope = (value(p + step, y) - value(p - step, y)) / 2e-6
        formula = (2 * y[0] - value(p, y[:1])) / ((p + y[:1]).sum() + 1)
        assert np.allclose(formula.ravel(), slope, atol=1e-6)


def test_reliability_of_three_bold_pixels_and_two_timid_ones(function):
    """Fifths in which no pixel lies are left out."""
    reliability = function(NOTEBOOK, "reliability")
    error = function(NOTEBOOK, "calibration_error")
    p = np.array([0.9, 0.9, 0.9, 0.1, 1.0])
    fifths = reliability(p, np.array([1, 1, 0, 0, 1]))
    assert np.allclose(fifths, [[0.1, 0, 1], [0.925, 0.75, 4]])
    assert np.isclose(error(fifths), (0.1 + 4 * 0.175) / 5)


def test_matching_undoes_a_rising_curve(function):
    """Quantiles of a bent sample lead back to those of home."""
    rng = np.random.default_rng(0)
    home = rng.random(5000)
    steps = np.linspace(0, 1, 101)
    names = {"STEPS": steps, "HOME_QUANTILES": np.quantile(home, steps)}
    matched = function(NOTEBOOK, "matched", **names)
    bent = np.log1p(9 * home) / np.log(10)
    assert np.allclose(matched(bent, bent), home, atol=0.01)


def test_outline_refuses_what_it_was_not_made_for(function):
    """One clear line each."""
    names = {"SIDE": 48, "MEANS": np.array([0.2, 0.3])}
    outline = function(NOTEBOOK, "outline", **names)
    good = np.tile(np.linspace(0, 0.5, 48), (48, 1))
    for bad, message in {
        "colour": (np.zeros((48, 48, 3)), "48 by 48"),
        "text": (np.full((48, 48), "x"), "48 by 48"),
        "range": (255 * good, "between 0 and 1"),
        "gap": (np.where(good > 0.4, np.nan, good), "between 0 and 1"),
        "blank": (np.full((48, 48), 0.25), "blank"),
        "bright": (1 - good, "another scanner"),
    }.values():
        with pytest.raises(ValueError, match=message):
            outline(bad)
