"""The notebook on search: its measures, BM25, and the reader's edges."""

import inspect
import re
from itertools import permutations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

NOTEBOOK = "07_search"
GIVEN = {"re": re, "inspect": inspect}


@pytest.fixture(scope="module")
def measures(defined):
    """The two measures and what they stand on."""
    return defined(NOTEBOOK, "places", "recall_at")


def orders(scores):
    """All orders that a sort by these scores could leave behind."""
    for order in map(list, permutations(range(len(scores)))):
        if (np.diff(scores[order]) <= 0).all():
            yield order


def test_the_measures_are_means_over_all_orders_of_ties(measures):
    """Against a count over every order, for scores with many ties."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        scores = rng.integers(0, 3, 6)
        right = int(rng.integers(6))
        place = [order.index(right) + 1 for order in orders(scores)]
        S = scores[None]
        for k in (1, 2, 5, 6):
            recall = measures["recall_at"](S, [right], k=k)
            assert np.isclose(recall, np.mean(np.array(place) <= k))
        rank = measures["reciprocal_rank"](S, [right])
        assert np.isclose(rank, np.mean(1 / np.array(place)))


def test_all_scores_alike_are_chance(measures):
    """Five of n, and the harmonic number over n."""
    S = np.zeros((3, 40))
    assert np.allclose(measures["recall_at"](S, [0, 7, 39]), 5 / 40)
    mean = np.mean(1 / np.arange(1, 41))
    assert np.allclose(measures["reciprocal_rank"](S, [0, 7, 39]), mean)


@pytest.mark.parametrize("k_1, b", [(1.5, 0.75), (0, 1), (8, 0)])
def test_bm25_is_its_formula(function, k_1, b):
    """The sparse table against the formula on a dense one."""
    F = np.random.default_rng(1).poisson(0.5, (7, 9)) + np.eye(7, 9)
    ours = function(NOTEBOOK, "worth")(csr_matrix(F), k_1, b).toarray()
    rarity = np.log(1 + (7 - (F > 0).sum(0) + 0.5) / ((F > 0).sum(0) + 0.5))
    m = F.sum(1, keepdims=True)
    below = F + k_1 * (1 - b + b * m / m.mean())
    parts = np.divide(F * (k_1 + 1), below, np.zeros_like(F), where=F > 0)
    assert np.allclose(ours, rarity * parts)


@pytest.mark.parametrize("k_1, b", [(-1, 0.5), (1, 1.5), (1, -0.1)])
def test_bm25_says_what_is_wrong(function, k_1, b):
    """One clear line for numbers outside of their range."""
    with pytest.raises(ValueError, match="k_1 >= 0 and 0 <= b <= 1"):
        function(NOTEBOOK, "worth")(csr_matrix(np.eye(2)), k_1, b)


@pytest.mark.parametrize("text", ["", "  ?", None, 3])
def test_search_says_what_is_wrong(function, text):
    """Nothing to search for: one clear line."""
    words = function(NOTEBOOK, "words", re=re)
    with pytest.raises(ValueError, match="at least one word"):
        function(NOTEBOOK, "search", words=words)(text)


@pytest.mark.parametrize("best", [0.0, -0.1])
def test_search_for_what_is_not_there(function, best):
    """No document scores above zero: one clear line, no arbitrary hit."""
    words = function(NOTEBOOK, "words", re=re)
    summed = {"words": words, "summed_scores": lambda _: np.full((1, 3), best)}
    with pytest.raises(ValueError, match="nothing in the library"):
        function(NOTEBOOK, "search", np=np, **summed)("zzqx")


def test_a_docstring_in_three_parts(defined):
    """A signature goes; See Also ends at the next section."""
    split = defined(NOTEBOOK, "split_docstring", **GIVEN)["split_docstring"]
    also = "See Also\n--------\nmore : What it is."
    notes = "Notes\n-----\nA note."
    found = split(["f(x)", "Does\nit.", "The body.", also, notes])
    assert found["summary"] == "Does it."
    assert found["also"].strip() == "more : What it is."
    assert "more" not in found["body"] and "A note." in found["body"]
    assert split(["f(x)"]) is None and split([]) is None
    assert split(["Notes\n-----"]) is None
    assert split(["Only a summary."])["also"] == ""


def test_hidden_modules_give_no_names(defined):
    """Underscores and test tools are passed over."""
    public = defined(NOTEBOOK, "public_functions", **GIVEN)["public_functions"]
    homes = [home for home, _ in public(["numpy"]).values()]
    assert any(home.startswith("numpy.linalg.") for home in homes)
    assert not [home for home in homes if "._" in home or "testing" in home]


DOCUMENT = """x, y : array
    The data.

axis : int, optional
    Which axis.

    Default is -1.
scale: A factor. Defaults to `2.0`.
name: A name."""


@pytest.mark.parametrize(
    "parameter, value",
    [("axis", "-1"), ("scale", "2.0"), ("name", ""), ("y", ""), ("z", "")],
)
def test_the_reader(defined, parameter, value):
    """Entries over empty lines, of several names, and none at all."""
    space = defined(NOTEBOOK, "entry", "SAYS", re=re)
    assert space["read_default"](DOCUMENT, parameter) == value


@pytest.mark.parametrize(
    "text, value, found",
    [
        ("The axis. Default is -1.", "-1", True),
        ("If True (default), copy.", "True", True),
        ("The default is -10.", "-1", False),
        (
            "If True, copy. Else the old array, `out=None` by default.",
            "True",
            False,
        ),
        ("Default is 2.", "", False),
    ],
)
def test_a_question_needs_a_stated_default(function, text, value, found):
    """The value close to the word, as a whole, and not empty."""
    assert function(NOTEBOOK, "states", re=re)(text, value) == found
