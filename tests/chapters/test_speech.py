"""Speech: the loss, the readings and the distance, on odd input."""

from itertools import product

import numpy as np
import pytest
from scipy.special import logsumexp

PAGE = "07_speech"


@pytest.fixture(scope="module")
def space(defined):
    return defined(PAGE, "ctc", "collapse")


@pytest.mark.parametrize("label", [[], [1], [2, 2], [1, 2, 1]])
def test_the_loss_is_the_sum_over_paths(space, label):
    log_p = np.log(np.random.default_rng(3).dirichlet(np.ones(3), size=5))
    paths = []
    for path in product(range(3), repeat=5):
        if list(space["collapse"](path)) == label:
            paths.append(log_p[range(5), path].sum())
    assert np.isclose(space["ctc"](log_p, label), -logsumexp(paths))


def test_too_few_frames_have_no_path(space):
    log_p = np.full((2, 2), np.log(0.5))
    assert space["ctc"](log_p, [1, 1]) == np.inf
    assert np.isfinite(space["ctc"](log_p, [1]))


def slowly(a, b):
    """Edit distance by trying everything."""
    if not a or not b:
        return len(a) + len(b)
    change = slowly(a[1:], b[1:]) + (a[0] != b[0])
    return min(slowly(a[1:], b) + 1, slowly(a, b[1:]) + 1, change)


def test_edit_distance_is_that_of_trying_everything(function):
    distance = function(PAGE, "distance")
    words = ["", "IIEA", *map("".join, product("IEA", repeat=3))]
    for a, b in product(words, repeat=2):
        assert distance(a, b) == slowly(a, b)


@pytest.mark.parametrize(
    "wave, line",
    [
        (np.zeros(8000), "silent"),
        (np.ones(10), "800"),
        (np.ones((2, 8000)), "800"),
        (np.full(8000, np.nan), "800"),
        (np.sign(np.sin(np.arange(8000))), "clipped"),
    ],
)
def test_bad_sound_is_refused_in_one_line(function, wave, line):
    with pytest.raises(ValueError, match=line):
        function(PAGE, "recognise")(wave)
