"""The notebook on text: copies, arrays, counts, and what is refused."""

import re

import keras
import numpy as np
import pytest

NOTEBOOK = "04_text"


@pytest.fixture(scope="module")
def counting(defined):
    """The counting functions, on an alphabet of six."""
    return defined(NOTEBOOK, "count_orders", "mix", SYMBOLS="abcdr ")


def plain_mix(text, h, w, alpha, signs):
    """P(w | h) of eq-text-ngram by recursion and string search."""
    low = plain_mix(text, h[1:], w, alpha, signs) if h else 1 / signs
    N_hw = sum(text.startswith(h + w, i) for i in range(len(text)))
    N_h = sum(text.startswith(h, i) for i in range(len(text) - len(h)))
    return (N_hw + alpha * low) / (N_h + alpha)


@pytest.mark.parametrize("alpha", [0.5, 2.0, 30.0])
def test_counts_against_string_search(counting, alpha):
    """Every order and symbol, contexts never seen among them."""
    signs = counting["SYMBOLS"]
    learned = "abracadabra arbac"
    for w in signs:
        asked = "d cab" + w
        codes = np.array([signs.index(sign) for sign in learned + asked])
        counts = counting["count_orders"](codes, len(learned), 4)
        P = 1 / len(signs)
        for n, pair in enumerate(counts, start=1):
            P = counting["mix"](pair, alpha, P)
            h = asked[-n:-1]
            right = plain_mix(learned, h, w, alpha, len(signs))
            np.testing.assert_allclose(P[-1], right, rtol=1e-12)


def test_likeness_against_sets(function):
    """Jaccard's index of every pair of random texts."""
    from sklearn.feature_extraction.text import CountVectorizer

    likeness = function(NOTEBOOK, "likeness", CountVectorizer=CountVectorizer)
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(list("abcdefg"), n)) for n in (1, 3, 5, 9)]
    found = likeness(texts[:3], texts)
    for row, column in np.ndindex(3, 4):
        A, B = set(texts[row].split()), set(texts[column].split())
        assert np.isclose(found[row, column], len(A & B) / len(A | B))


def test_padding_behind_and_in_front(function):
    """Unknown words, texts that are too long, and both kinds of padding."""
    encode = function(NOTEBOOK, "encode", WORDS=12)
    words = {"array": 2}
    X = encode(["qwxz array", "array " * 99], words, steps=3)
    assert X.tolist() == [[1, 2, 0], [2, 2, 2]]
    X = encode(["qwxz array", "array " * 99], words, steps=3, front=True)
    assert X.tolist() == [[0, 1, 2], [2, 2, 2]]


@pytest.mark.parametrize("bad", [[""], ["array", " "], "array", [["array"]]])
def test_no_list_of_texts(function, bad):
    """An empty text, one string, a nested list: one line."""
    encode = function(NOTEBOOK, "encode", WORDS=12)
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        encode(bad, {"array": 2})


def test_split_keeps_the_shares(function):
    """Three parts without a common row, each label in equal shares."""
    from sklearn.model_selection import train_test_split

    split = function(NOTEBOOK, "split", train_test_split=train_test_split)
    y = np.repeat([0, 1, 2], [200, 100, 100])
    parts = split(y, size=200, seed=3)
    assert [len(part) for part in parts] == [200, 100, 100]
    assert sorted(np.concatenate(parts)) == list(range(400))
    assert all(np.isclose(np.mean(y[part] == 0), 0.5) for part in parts)


@pytest.fixture
def write(function):
    """The sampler, with what it uses, and an untrained writer."""
    from scipy.special import softmax

    signs = "\n" + "".join(map(chr, range(32, 127)))
    numbers = function(NOTEBOOK, "numbers", SYMBOLS=signs)
    names = {"numbers": numbers, "SYMBOLS": signs, "softmax": softmax}
    names |= {"ops": keras.ops}
    writer = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(96, 4),
            keras.layers.GRU(5, return_sequences=True),
            keras.layers.Dense(96),
        ]
    )
    sampler = function(NOTEBOOK, "write", **names)
    return lambda *given, **more: sampler(writer, *given, **more)


def test_seed_and_lengths(write):
    """A seed gives one text; any prompt, the asked length."""
    cold = [write((0.01,), "a", length=7, seed=3) for _ in range(2)]
    assert cold[0] == cold[1] and len(cold[0][0]) == 7
    hot = write((1.0, 100.0), "two\nlines", length=3)
    assert [len(text) for text in hot] == [3, 3]


@pytest.mark.parametrize("bad", [0.0, -1.0, 1e-308, float("nan"), 1e9])
def test_temperatures_that_are_none(write, bad):
    """Zero, negative, too small, nan, too large: one line."""
    with pytest.raises(ValueError, match=r"^temperature [^\n]+$"):
        write((1.0, bad))


@pytest.mark.parametrize("prompt", ["", "é", "\t"])
def test_prompts_outside_the_alphabet(write, prompt):
    """Nothing, or a sign that the network does not know: one line."""
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        write((1.0,), prompt)


def test_summary_and_words(function):
    """A signature is skipped; code, names and numbers are replaced."""
    summary = function(NOTEBOOK, "summary", re=re)
    assert summary("f(x, y)\n\nReturn it.\n\nMore.") == "Return it."
    assert summary("y = f(x)") == ""
    names = {"re": re, "NAMES": r"\b(numpy)\b"}
    words = function(NOTEBOOK, "words", **names)
    assert words("NumPy's 2-D `x.y`") == ["s", "0", "d", "code"]
