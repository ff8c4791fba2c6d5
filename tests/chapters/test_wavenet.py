"""A wave: levels and their law, counts, the queue, bad waves."""

import numpy as np
import pytest
from scipy import stats

PAGE = "07_wavenet"


@pytest.fixture
def space(function):
    """The page's functions, and what they use."""
    names = {"LEVELS": 64, "FIELD": 64, "VOWELS": "AUR", "stats": stats}
    y = np.arange(65) / 32 - 1
    names["EDGES"] = np.sign(y) * (64 ** np.abs(y) - 1) / 63
    names["EDGES"][[0, -1]] = [-1e6, 1e6]
    for name in ("compress", "levels", "of_level", "student", "count_nats"):
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
    field = space["FIELD"]
    learned = rng.integers(6, size=(2, field + 50))
    asked = rng.integers(8, size=(1, field + 9))
    found = space["count_nats"](asked, learned, 2.0)

    def history(wave, t):
        return wave[t - 1], wave[t - 2] // 4

    for t in range(field, field + 9):
        after = []
        for wave in learned:
            for k in range(2, len(wave)):
                if history(wave, k) == history(asked[0], t):
                    after.append(wave[k])
        hits = after.count(asked[0, t]) + 2 / space["LEVELS"]
        p = hits / (len(after) + 2)
        assert np.isclose(found[0, t - field], -np.log(p))


def test_a_bad_wave_or_letter_is_one_line(function, space):
    go_on = function(PAGE, "continue_wave", **space)
    hum = np.sin(np.arange(99))
    for wave, letter, words in (
        (0 * hum, "A", "silent"),
        (0 * hum - 1, "A", "clipped"),
        (1.5 * hum, "A", "between"),
        (hum[:9], "A", "at least 64"),
        (hum, "E", "A, U or R"),
        (hum, "AU", "A, U or R"),
    ):
        with pytest.raises(ValueError, match=words):
            go_on(wave, letter)
