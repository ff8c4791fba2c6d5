"""Facts as rows of three numbers: ranks of answers, links as matrices."""

import numpy as np


def test_ranks_are_those_of_a_sorted_list(snippet):
    """Ties by half, other known answers left out, by brute force."""
    parts = snippet("graph")
    rng = np.random.default_rng(1)
    facts = rng.integers(4, size=(30, 3))
    known = parts["known_answers"](facts)
    S = rng.integers(3, size=(30, 4)).astype(float)
    found = parts["ranks"](S, facts, known)
    for row, (head, relation, answer) in enumerate(facts.tolist()):
        others = set(range(4)) - set(known[head, relation])
        above = sum(S[row, k] > S[row, answer] for k in others)
        level = sum(S[row, k] == S[row, answer] for k in others)
        assert found[row] == 1 + above + level / 2
    mean = parts["mrr"](S, facts, known)
    np.testing.assert_allclose(mean, np.mean(1 / found))


def test_no_asker_answers(snippet):
    """The head's own score goes, the scores given stay as they are."""
    S = np.ones((2, 3), "float32")
    facts = np.array([[0, 0, 1], [2, 0, 1]])
    barred = snippet("graph")["without_asker"](S, facts)
    assert np.isneginf(barred[[0, 1], [0, 2]]).all()
    assert np.isfinite(barred).sum() == 4
    assert S.min() == 1


def test_links_are_the_facts(snippet):
    """A one for each fact, at relation, head, answer."""
    facts = np.array([[0, 1, 2], [2, 0, 1], [0, 1, 2]])
    A = snippet("graph")["links"](facts, 3)
    assert A.shape == (2, 3, 3)
    assert np.argwhere(A).tolist() == [[0, 2, 1], [1, 0, 2]]
