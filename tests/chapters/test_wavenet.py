"""A wave: levels and their law, counts, the line, bad waves."""

import numpy as np
import pytest
from scipy import stats

PAGE = "07_wavenet"


@pytest.fixture
def space(function):
    """The page's functions, and what they use."""
    names = {"LEVELS": 64, "FIELD": 64, "stats": stats}
    y = np.arange(65) / 32 - 1
    names["EDGES"] = np.sign(y) * (64 ** np.abs(y) - 1) / 63
    names["EDGES"][[0, -1]] = [-1e6, 1e6]
    y = np.arange(1, 128, 2) / 64 - 1
    names["CENTRES"] = np.sign(y) * (64 ** np.abs(y) - 1) / 63
    names["sliding_window_view"] = np.lib.stride_tricks.sliding_window_view
    for name in ("compress", "levels", "of_level", "student"):
        names[name] = function(PAGE, name, **names)
    for name in ("history", "count_nats", "with_pasts", "own_line"):
        names[name] = function(PAGE, name, **names)
    return names


def test_levels_hold_their_samples_and_the_ends(space):
    x = np.linspace(-1, 1, 1001)
    level = space["levels"](x)
    assert level.min() == 0 and level.max() == space["LEVELS"] - 1
    inside = x[level == 40]
    edges = space["EDGES"]
    assert edges[40] <= inside.min() and inside.max() < edges[41]


@pytest.mark.parametrize("x", [[0, 1.01], [-2.0], [np.nan], [np.inf]])
def test_a_wave_beyond_one_is_refused(space, x):
    with pytest.raises(ValueError, match="between -1 and 1"):
        space["levels"](np.array(x))


def test_a_law_over_levels_sums_to_one(space):
    every = np.arange(space["LEVELS"])
    for law in (stats.norm.cdf, space["student"]):
        for mean, scale in ((0, 0.1), (0.9, 0.01), (-1, 2.0)):
            p = space["of_level"](law, every, mean, scale)
            assert (p >= 0).all() and np.isclose(p.sum(), 1)


def test_counts_are_those_of_a_loop(space):
    rng = np.random.default_rng(0)
    learned = {"level": rng.integers(6, size=(2, 50)), "vowel": [0, 2]}
    asked = {"level": rng.integers(8, size=(1, 12)), "vowel": [2]}
    for part in (learned, asked):
        part["vowel"] = np.array(part["vowel"])
    found = space["count_nats"](asked, learned, 2.0)
    wave = asked["level"][0]
    other = learned["level"][1]  # of the same vowel
    for t in range(2, 12):
        after = []
        for k in range(2, 50):
            alike = other[k - 1] == wave[t - 1]
            if alike and other[k - 2] // 4 == wave[t - 2] // 4:
                after.append(other[k])
        hits = after.count(wave[t]) + 2 / space["LEVELS"]
        p = hits / (len(after) + 2)
        assert np.isclose(found[0, t - 2], -np.log(p))


def test_a_line_is_least_squares(space):
    x = np.sin(0.3 * np.arange(400)) + 0.1 * np.cos(np.arange(400))
    level = space["levels"](0.8 * x)[None]
    a, scale = space["own_line"](level, 3, 2.0)
    y = np.pad(space["CENTRES"][level[0]], (3, 0))
    V = np.stack([y[k : k + 400] for k in range(3)], axis=1)
    wanted = np.linalg.lstsq(V, y[3:], rcond=None)[0]
    assert np.allclose(a[0], wanted, atol=0.05)
    assert np.isclose(scale[0, 0], 2 * np.median(np.abs(y[3:] - V @ a[0])))


def test_a_bad_wave_is_one_line(function, space):
    go_on = function(PAGE, "continue_wave", **space)
    hum = np.sin(np.arange(99))
    for wave, words in (
        (0 * hum, "silent or clipped"),
        (0 * hum - 1, "silent or clipped"),
        (np.clip(2 * hum, -1, 1), "silent or clipped"),
        (1.5 * hum, "between"),
        (hum[:9], "at least 64"),
        (np.stack([hum, hum]), "one row"),
    ):
        with pytest.raises(ValueError, match=words):
            go_on(wave)
