"""The notebook on pictures and words: ceilings, scores and bad input."""

import numpy as np
import pytest

PAGE = "07_pictures_words"


def test_fits_asks_only_for_what_is_said(function):
    fits = function(PAGE, "fits")
    facts = np.array([[1, 0, 2, 1, 1, 0, 0]])
    claims = np.repeat(facts, 8, axis=0)
    claims[np.arange(7), np.arange(7)] = -1
    assert fits(claims, facts).all()
    claims[np.arange(7), np.arange(7)] = 9
    assert fits(claims, facts).ravel().tolist() == [False] * 7 + [True]


def test_ceilings_equal_a_count_of_the_best_guesses(function):
    fits = function(PAGE, "fits")
    blocks = function(PAGE, "blocks", SIZE=4)
    shares = np.array([0.5, 0.1, 0.1, 0.5, 0.2, 0.2, 0.2, 0.2])
    names = {"fits": fits, "blocks": blocks}
    names["share_fitting"] = lambda claims, pairs: shares
    ceilings = function(PAGE, "ceilings", **names)
    facts = np.zeros((8, 7), int)
    facts[4:, 3] = [0, 1, 2, 3]
    found = ceilings({"claims": facts, "facts": facts}, None)
    assert np.allclose(found, [[0.25, 10 / 24], [1, 1]])


def test_scores_leave_out_what_is_unsaid(function):
    priors = [np.array([1, 1])] * 7
    claim_scores = function(PAGE, "claim_scores", priors=priors)
    chances = [np.array([[0.9, 0.1], [0.2, 0.8]])] * 7
    claims = np.full((2, 7), -1)
    claims[1, [0, 4]] = [0, 1]
    scores = claim_scores(claims, chances)
    assert (scores[0] == 0).all()
    expected = np.log(np.array([0.9 * 0.1, 0.2 * 0.8]) / 0.25)
    assert np.allclose(scores[1], expected, atol=0.01)


@pytest.mark.parametrize("text", ["", "  ", "a pink square", "a " * 13])
def test_find_refuses(function, text):
    find = function(PAGE, "find", WORDS={"a": 1, "square": 2}, LENGTH=10)
    with pytest.raises(ValueError):
        find(text)


@pytest.mark.parametrize("shape", [(), (32, 32, 3), (24, 24), (1, 24, 24, 3)])
def test_describe_refuses_other_sizes(function, shape):
    describe = function(PAGE, "describe", SIDE=24)
    with pytest.raises(ValueError, match="24, 24, 3"):
        describe(np.zeros(shape))


@pytest.mark.parametrize("value", [255, -1, np.nan, np.inf])
def test_describe_refuses_other_values(function, value):
    describe = function(PAGE, "describe", SIDE=24)
    with pytest.raises(ValueError, match="between 0 and 1"):
        describe(np.full((24, 24, 3), value))


def test_shares_equal_a_count_of_a_whole_world(function):
    fits = function(PAGE, "fits")
    share_fitting = function(PAGE, "share_fitting", fits=fits)
    pairs = [(0, 1), (2, 3), (4, 0)]
    things = [(size, *pair) for size in (0, 1) for pair in pairs]
    world = [(a, *x, *y) for a in (0, 1) for x in things for y in things]
    rng = np.random.default_rng(0)
    claims = np.array(world)
    claims[rng.random(claims.shape) < 0.5] = -1
    claims[:, 0] = np.array(world)[:, 0]  # always said
    counted = fits(claims, np.array(world)).mean(axis=1)
    assert np.allclose(share_fitting(claims, pairs), counted)
