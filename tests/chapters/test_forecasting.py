"""The notebook on forecasts: gaps, errors, the rule, orders."""

import numpy as np
import pytest

NOTEBOOK = "07_forecasting"


@pytest.fixture
def order_for(function):
    """The page's function for a reader's own sales."""
    smooth = function(NOTEBOOK, "smooth_levels")
    return function(NOTEBOOK, "order_for", smooth_levels=smooth)


@pytest.mark.parametrize(
    "y",
    [
        [],
        [1],
        [np.nan, 2, 3],
        [1, 2, np.inf],
        [[1, 2]],
        [1, np.nan, np.nan, 4],
    ],
)
def test_gaps_that_are_refused(function, y):
    """Too short, open ends, two rows, a gap longer than allowed."""
    with pytest.raises(ValueError, match="series|gap"):
        function(NOTEBOOK, "complete")(y, longest=1)


def test_gaps_that_are_filled(function):
    """On a straight line every value comes back."""
    y = np.arange(9.0)
    gappy = y.copy()
    gappy[[2, 3, 6]] = np.nan
    np.testing.assert_allclose(function(NOTEBOOK, "complete")(gappy, 2), y)


def test_last_year_has_the_error_one_where_all_years_grow_alike(function):
    """The mean absolute scaled error of last year's month is 1 there."""
    scaled = function(NOTEBOOK, "scaled_errors", TEST=24, YEAR=12)
    y = 3.0 * np.arange(120)
    np.testing.assert_allclose(scaled(y, y[-36:-12]), 1)


@pytest.mark.parametrize("missing, left", [(9, 1), (1, 1), (2, 5)])
def test_the_cheapest_order_is_a_quantile(function, missing, left):
    """Brute force over all orders, on drawn sales."""
    cost = function(NOTEBOOK, "cost", MISSING=missing, LEFT=left)
    sold = np.random.default_rng(0).poisson(7, 501)
    by_order = [cost(sold, q).mean() for q in range(30)]
    share = missing / (missing + left)
    best = np.quantile(sold, share, method="inverted_cdf")
    assert np.argmin(by_order) == best


def test_levels_are_weighted_means(function):
    """The smoothing against its sum written out."""
    smooth = function(NOTEBOOK, "smooth_levels")
    ratio = np.random.default_rng(1).random((2, 20))
    levels = smooth(ratio, np.array([[1.0], [2.0]]), 0.3)
    weights = 0.3 * 0.7 ** np.arange(20)[::-1]
    expected = ratio @ weights + 0.7**20 * np.array([1, 2])
    np.testing.assert_allclose(levels[:, -1], expected)


def test_factors_of_a_shop_without_noise(defined):
    """Weekday and promotion come back where all products share them."""
    names = "factor_of", "factors", "follows"
    parts = defined(NOTEBOOK, *names, LEARN=140)
    day = np.arange(210)
    week = np.array([0.5, 1, 1, 1, 1, 1, 1.5])
    begins = (day % 50 == 3)[None] & np.ones((3, 1), bool)
    promoted = parts["follows"](begins, range(7))
    level = np.array([[5.0], [20], [80]])
    sold = level * week[day % 7] * np.where(promoted, 2, 1)
    _, f = parts["factors"](sold, [promoted])
    ratio = sold / f
    np.testing.assert_allclose(ratio, ratio[:, :1] * np.ones(210))


def test_what_follows_a_beginning(function):
    """Days one and two after a beginning, cut at the end."""
    follows = function(NOTEBOOK, "follows")
    begins = np.array([[1, 0, 0, 0, 1]], bool)
    assert follows(begins, [1, 2]).tolist() == [[0, 1, 1, 0, 0]]


@pytest.mark.parametrize(
    "sold, costs",
    [
        ([3, 4], (9, 1)),
        ([-1] * 60, (9, 1)),
        ([np.nan] * 60, (9, 1)),
        ([0, 1, 1, 1, 1, 1, 1] * 9, (9, 1)),
        ([1] * 60, (0, 1)),
        ([1] * 60, (1, np.nan)),
    ],
)
def test_sales_that_are_refused(order_for, sold, costs):
    """Too few, negative, missing, a closed weekday, costs of nothing."""
    with pytest.raises(ValueError):
        order_for(sold, *costs)


def test_orders_keep_the_weekday(order_for, capsys):
    """Sales that repeat each week are ordered in their own phase."""
    week = np.array([10, 20, 30, 40, 50, 60, 70])
    order_for(np.resize(week, 66), 9, 1)
    printed = [int(word) for word in capsys.readouterr().out.split()[1:]]
    expected = np.roll(week, -(66 % 7))
    assert np.abs(np.array(printed) - expected).max() <= 6
