"""The notebook on missing links: its cuts, its walk, its network."""

from functools import partial

import keras
import numpy as np
import pytest

NOTEBOOK = "07_links"


@pytest.fixture
def graph():
    """The names that `cut` reads: 60 functions, 400 links."""
    ends = np.random.default_rng(0).integers(60, size=(500, 2))
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    listed = np.insert(ends, 1, 0, axis=1)
    return {"listed": listed, "FUNCTIONS": 60}


def test_what_is_hidden_together(defined, graph):
    """No reverse is left of a pair, no link of a function."""
    cut = defined(NOTEBOOK, "cut", **graph)["cut"]
    for seed in range(5):
        kept, hidden = cut("pairs", seed)
        assert len(kept) + len(hidden) == len(graph["listed"])
        seen = {(b, a) for a, _, b in kept.tolist()}
        assert not seen & {(a, b) for a, _, b in hidden.tolist()}
        kept, hidden = cut("functions", seed)
        new = set(hidden[:, 0].tolist())
        assert not new & set(kept[:, [0, 2]].ravel().tolist())
        assert not new & set(hidden[:, 2].tolist())


def test_the_walk_is_its_series(defined):
    """The sum of all steps, each with its chance to be reached."""
    A = (np.random.default_rng(1).random((20, 20)) < 0.15).astype("float32")
    start = np.array([3, 7, 7])
    found = defined(NOTEBOOK, "walk")["walk"](A, start)
    either = np.maximum(A, A.T)
    P = either / np.maximum(either.sum(axis=1, keepdims=True), 1)
    now = np.eye(20)[start]
    total = now.copy()
    for _ in range(200):
        now = 0.5 * now @ P
        total += now
    np.testing.assert_allclose(found, total, rtol=1e-5, atol=1e-9)


def test_votes_are_counted_on_sets(defined, snippet, graph):
    """Lists as sets: their Jaccard index, squared, for each member."""
    links = snippet("graph")["links"]
    names = ("shared_lists", "votes", "copied")
    space = defined(NOTEBOOK, *names, links=links, SEE=0, **graph)
    facts = graph["listed"]
    kept, hidden = facts[40:], facts[:40]
    lists = [{k} for k in range(60)]
    for a, _, b in kept.tolist():
        lists[a].add(b)
        lists[b].add(a)
    asker = hidden[:, 0]
    right = np.zeros((len(asker), 60))
    near = np.zeros(len(asker), bool)
    for row, (a, _, answer) in enumerate(hidden.tolist()):
        for c in set(range(60)) - {a}:
            alike = len(lists[a] & lists[c]) / len(lists[a] | lists[c])
            right[row, list(lists[c])] += alike**2
            near[row] |= alike > 1 / 3 and answer in lists[c] - {c}
    found = space["votes"](kept, asker)
    np.testing.assert_allclose(np.exp(found), right + 1e-3, rtol=1e-4)
    np.testing.assert_array_equal(space["copied"](kept, hidden), near)


@pytest.mark.parametrize("name, size", [("shift", 32), ("turn", 16)])
def test_scores_are_distances(defined, name, size):
    """Of all things, up to a number of each question; and the lengths."""
    names = ("shift", "scale", "turn", "make_model")
    things = list(range(9))
    given = {"things": things, "partial": partial, "keras": keras}
    space = defined(NOTEBOOK, *names, **given)
    model = space["make_model"](space[name], size)
    questions = np.array([[1, 0], [4, 1], [8, 1]])
    S, squares = map(keras.ops.convert_to_numpy, model(questions))
    T, R = sorted(model.get_weights(), key=len, reverse=True)
    h = T[questions[:, 0]]
    r = R[questions[:, 1]]
    if name == "turn":
        turned = (h[:, :16] + 1j * h[:, 16:]) * np.exp(1j * r)
        m = np.hstack([turned.real, turned.imag])
    else:
        m = h + r
    away = np.sum((m[:, None] - T) ** 2, axis=-1)
    length = np.sum(m**2, axis=-1, keepdims=True)
    np.testing.assert_allclose(S, length - away, rtol=1e-4, atol=1e-4)
    lengths = np.sum(h**2, axis=-1, keepdims=True) + length
    np.testing.assert_allclose(squares, lengths, rtol=1e-4)
