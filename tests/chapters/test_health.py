"""The notebook on health: its measures, its splits, and what it refuses."""

import numpy as np
import pytest

NOTEBOOK = "07_health"


def test_deviance_agrees_with_scikit_learn(function):
    """With zeros among the counts, and nought where the guess is right."""
    from sklearn.metrics import mean_poisson_deviance

    deviance = function(NOTEBOOK, "deviance")
    rng = np.random.default_rng(0)
    m = rng.gamma(2, size=500)
    y = rng.poisson(m).astype(float)
    assert (y == 0).any()
    assert np.isclose(deviance(y, m).mean(), mean_poisson_deviance(y, m))
    assert np.allclose(deviance(m, m), 0)


def test_a_group_without_a_row_gets_the_mean(function):
    """And a group with many rows nearly its own."""
    rates = function(NOTEBOOK, "shrunk_rates")
    y = np.array([4.0] * 1000 + [0.0] * 1000 + [9.0])
    group = np.repeat([0, 1, 2], [1000, 1000, 1])
    train = np.arange(2001) < 2000
    guess = rates(y, group, train, a=1)
    assert guess[-1] == 2
    assert np.allclose(guess[[0, 1000]], [4, 0], atol=0.01)


def test_fifths_keep_groups_whole_and_test_each_row_once(function):
    """Three parts, disjoint by group; five tests cover all rows."""
    fifths = function(NOTEBOOK, "fifths")
    group = np.repeat(np.arange(50), 4)
    tested = np.zeros(200, int)
    for number in range(5):
        part = fifths(group, number)
        sides = [set(group[part[name]]) for name in part]
        assert sum(len(side) for side in sides) == 50
        assert set.union(*sides) == set(range(50))
        tested += part["test"]
    assert (tested == 1).all()


def test_dealing_keeps_the_years_of_a_person_together(function):
    """The same blocks, none but whole, in another order."""
    dealt = function(NOTEBOOK, "dealt")
    group = np.repeat(np.arange(60), np.tile([1, 3, 5], 20))
    y = np.arange(180.0)
    new = dealt(y, group, np.random.default_rng(0))
    assert sorted(new) == sorted(y)
    assert (new != y).mean() > 0.5
    for g in range(60):
        block = new[group == g]
        assert (np.diff(block) == 1).all()
        assert len(set(group[block.astype(int)])) == 1


def test_runs_number_the_stretches_between_changes(function):
    """A change opens a run; no change at all leaves one."""
    runs_of = function(NOTEBOOK, "runs_of")
    assert runs_of(np.array([False, True, True])).tolist() == [0, 0, 1, 2]
    assert runs_of(np.zeros(3, bool)).tolist() == [0, 0, 0, 0]


def test_net_benefit_at_its_ends(function):
    """All operated and none operated, and no threshold of nought."""
    net_benefit = function(NOTEBOOK, "net_benefit")
    y = np.array([1, 0, 0, 0])
    assert np.isclose(net_benefit(np.ones(4), y, 0.25), 0)
    assert net_benefit(np.zeros(4), y, 0.25) == 0
    for t in (0, 1, -0.5):
        with pytest.raises(ValueError, match="between 0 and 1"):
            net_benefit(np.ones(4), y, t)


def test_look_before_refuses_and_warns(function, capsys):
    """A person on both sides, an empty side, a missing value."""
    look_before = function(NOTEBOOK, "look_before")
    X = np.array([[1, 5], [2, 5], [1, 5]])
    with pytest.raises(ValueError, match="1 people stand on both sides"):
        look_before(X, [0, 1], [2], ["a", "b", "a"])
    with pytest.raises(ValueError, match="rows of it on both sides"):
        look_before(X, [0, 1], [])
    with pytest.raises(ValueError, match="missing or infinite"):
        look_before([[1.0], [np.nan]], [0], [1])
    look_before(X, [0, 1], [2], ["a", "b", "c"])
    out = capsys.readouterr().out
    assert "column 1 is constant" in out
    assert "columns: 1.00" in out
