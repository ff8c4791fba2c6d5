def known_answers(facts):
    """(head, relation): its answers, of facts (n, 3)."""
    known = {}
    for head, relation, answer in facts.tolist():
        known.setdefault((head, relation), []).append(answer)
    return known


def ranks(S, facts, known):
    """Filtered ranks (n,) of the answers, scores S (n, things)."""
    S = S.copy()
    right = S[np.arange(len(S)), facts[:, 2]]
    for row, (head, relation, _) in enumerate(facts.tolist()):
        S[row, known[head, relation]] = -np.inf
    above = np.sum(S > right[:, None], axis=1)
    level = np.sum(S == right[:, None], axis=1)
    return 1 + above + level / 2


def mrr(S, facts, known):
    """Mean reciprocal rank."""
    return np.mean(1 / ranks(S, facts, known))


def without_asker(S, facts):
    """Scores (n, things) with the head of each question barred."""
    S = np.array(S, float)
    S[np.arange(len(S)), facts[:, 0]] = -np.inf
    return S


def links(facts, things):
    """Relations as matrices (relations, things, things) of 0 and 1."""
    A = np.zeros((facts[:, 1].max() + 1, things, things), np.float32)
    A[facts[:, 1], facts[:, 0], facts[:, 2]] = 1
    return A
