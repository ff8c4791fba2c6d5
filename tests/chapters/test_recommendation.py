"""The notebook on recommendation: the solve, lists, newcomers, the file."""

import hashlib

import numpy as np
import pytest

NOTEBOOK = "07_recommendation"


@pytest.fixture(scope="module")
def parts(defined):
    """Functions of the least-squares section and of the lists."""
    names = "solve_users", "with_offset", "factorise", "predict", "ranking"
    return defined(NOTEBOOK, *names)


def loss(parts, R, W, U, V, penalty):
    """Eq-recommendation-loss, written out."""
    squares = W * (R - parts["predict"](U, V)) ** 2
    return squares.sum() + penalty * ((U**2).sum() + (V**2).sum())


def test_more_rounds_lower_the_loss(parts):
    """Also with weights between 0 and 1, and a user without ratings."""
    rng = np.random.default_rng(0)
    R = rng.normal(size=(7, 5))
    W = rng.random((7, 5)) * (rng.random((7, 5)) < 0.6)
    W[3] = 0
    losses = []
    for rounds in (1, 2, 4, 8):
        U, V = parts["factorise"](R, W, 2, 0.3, rounds)
        losses.append(loss(parts, R, W, U, V, 0.3))
    assert (np.diff(losses) <= 1e-12).all()
    assert not U[3].any()


def test_a_table_of_low_rank_comes_back(parts):
    """Rank 2 and offsets, half of the entries known, hardly a penalty."""
    rng = np.random.default_rng(1)
    R = rng.normal(size=(60, 2)) @ rng.normal(size=(2, 40))
    R += rng.normal(size=(60, 1)) + rng.normal(size=40)
    W = 1.0 * (rng.random(R.shape) < 0.5)
    guess = parts["predict"](*parts["factorise"](R, W, 2, 1e-3, 100))
    assert np.abs(guess - R).max() < 0.1


def test_bad_tables_are_refused(parts):
    """Shapes that differ, numbers that are none, no rounds."""
    factorise = parts["factorise"]
    R = np.ones((3, 2))
    with pytest.raises(ValueError, match="weights"):
        factorise(R, R.T, 1, 1)
    with pytest.raises(ValueError, match="finite"):
        factorise(R * np.nan, R, 1, 1)
    with pytest.raises(ValueError, match="round"):
        factorise(R, R, 1, 1, rounds=0)


def test_lists_are_scored_as_by_brute_force(parts):
    """Few films, users without a right one, films seen before."""
    rng = np.random.default_rng(2)
    scores = rng.permuted(np.tile(np.arange(9.0), (20, 1)), axis=1)
    seen = rng.random(scores.shape) < 0.3
    right = (rng.random(scores.shape) < 0.3) & ~seen
    right[0] = False
    ndcg = []
    recall = []
    for i in np.flatnonzero(right.any(axis=1)):
        films = [j for j in np.argsort(-scores[i]) if not seen[i, j]][:3]
        gains = [right[i, j] / np.log2(p + 2) for p, j in enumerate(films)]
        n = right[i].sum()
        best = sum(1 / np.log2(p + 2) for p in range(min(n, 3)))
        ndcg.append(sum(gains) / best)
        recall.append(right[i, films].sum() / n)
    found = parts["ranking"](scores, right, seen, k=3)
    assert found["NDCG"] == pytest.approx(np.mean(ndcg))
    assert found["recall"] == pytest.approx(np.mean(recall))


def test_recommend_folds_in_or_refuses(function, parts):
    """Nothing given, five given, an unknown film, a rating off the scale."""
    made = np.random.default_rng(3).normal(size=(8, 3))
    names = {**parts, "V": made, "centre": 3.5, "order": np.arange(8)[::-1]}
    names["STARS"] = np.arange(0.5, 5.1, 0.5)
    names["chosen"] = {("time", "factors"): (2, 1)}
    recommend = function(NOTEBOOK, "recommend", **names)
    assert recommend({}, n=2) == [(7, None), (6, None)]
    found = recommend({0: 5, 1: 0.5}, n=20)
    films = [film for film, _ in found]
    assert sorted(films) == list(range(2, 8))
    for bad in ({8: 4}, {-1: 4}, {"Alien": 4}, {0: 0}, {0: 3.3}):
        with pytest.raises(ValueError, match=r"no film|stars"):
            recommend(bad)


def test_the_file_of_ratings_is_read(defined, snippet, tmp_path, capsys):
    """A small one of the same form; other hashes and other files refused."""
    rng = np.random.default_rng(4)
    pairs = [(i, j) for i in range(1, 31) for j in range(1, 21)]
    lines = [
        f"{i}\t{j}\t{rng.integers(1, 6)}\t{rng.integers(9**9)}"
        for i, j in pairs
    ]
    file = tmp_path / "u.data"
    file.write_text("\n".join(lines[:-7]) + "\n", encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    names = "rmse", "centred", "factors", "with_offset", "predict"
    names += "solve_users", "factorise", "movielens"
    load = snippet("public_data")["public_data"]
    space = defined(NOTEBOOK, *names, public_data=load)
    source = defined(NOTEBOOK, "real_table", SCALE="small", **space)
    real_table = source["real_table"]
    real_table("full", str(file), digest)
    printed = capsys.readouterr().out
    assert printed.count("MovieLens") == 2
    assert "rank 8" in printed
    real_table("full", str(file), "0" * 64)
    assert "another hash" in capsys.readouterr().out
    file.write_text("1 2 9 4\n", encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    real_table("full", str(file), digest)
    assert "1 to 5 stars" in capsys.readouterr().out
