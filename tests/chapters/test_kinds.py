"""Encoder, decoder, or both: the exact limits by another route."""

import itertools
import math

import numpy as np
import pytest


@pytest.fixture
def kinds(defined):
    """The page's functions of the ring."""
    return defined("06_kinds", *"TAU walk entropy floor proper".split())


def ring(kinds):
    """All cases: starts, ends, and both answers of each, (50, 2, TAU)."""
    starts = np.repeat(np.arange(10), 5)
    ends = (starts + np.tile(np.arange(3, 8), 10)) % 10
    both = [kinds["walk"](starts, ends, np.full(50, w)) for w in (-1, 1)]
    return starts, ends, np.stack(both, axis=1)


def test_a_walk_ends_before_its_end(kinds):
    """The next step after the digits, on either way, is the end."""
    starts, ends, answers = ring(kinds)
    for start, end, pair in zip(starts, ends, answers, strict=True):
        for way, digits in zip((-1, 1), pair, strict=True):
            said = [int(digit) for digit in digits if digit < 10]
            walked = [(start + way * k) % 10 for k in range(1, len(said) + 1)]
            assert said == walked
            assert (start + way * (len(said) + 1)) % 10 == end


def test_the_floors_by_probabilities(kinds):
    """Mean of -log q over all cases, with the best q written out."""
    starts, ends, answers = ring(kinds)
    Y = answers.reshape(100, kinds["TAU"])
    cases = np.repeat(np.column_stack([starts, ends]), 2, axis=0)
    apart = 0.0
    for one, other in answers:
        apart += np.sum(one != other) * math.log(2) / kinds["TAU"] / 50
    each = range(kinds["TAU"])
    floor = kinds["floor"]
    assert sum(floor(Y[:, [t]], cases) for t in each) == pytest.approx(apart)
    # A decoder without the end: ten endings, of which some coincide.
    total = 0.0
    for start in range(10):
        rows = [
            tuple(map(int, y))
            for y in answers[starts == start].reshape(10, -1)
        ]
        total -= sum(math.log(rows.count(row) / 10) for row in rows) / 100
    assert floor(Y, cases[:, :1]) == pytest.approx(total / kinds["TAU"])


def test_an_encoder_is_proper_once_in_sixteen(kinds):
    """All draws of independent places, enumerated for one distance."""
    one, other = ring(kinds)[2][2]  # from 0, five steps: four places differ
    choices = [
        sorted({int(a), int(b)}) for a, b in zip(one, other, strict=True)
    ]
    drawn = list(itertools.product(*choices))
    start, end = np.zeros(len(drawn), int), np.full(len(drawn), 5)
    right = kinds["proper"](np.array(drawn), start, end)
    assert len(drawn) == 16 and right.sum() == 2
