"""The notebook on GPT: its tokenizer, the ways of choosing, the edges."""

import re
from collections import Counter, defaultdict
from functools import cache, partial
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import softmax

NOTEBOOK = "06_gpt"
TEXT = "low lower lowest, new newer newest; x_1 = 2048 + it's  \n\n\tlow " * 3


@pytest.fixture(scope="module")
def pairs(defined):
    """The byte-pair functions."""
    names = {
        "re": re,
        "Counter": Counter,
        "defaultdict": defaultdict,
        "cache": cache,
        "partial": partial,
        "pairwise": pairwise,
        "sentence": TEXT,
    }
    wanted = ("CHUNK", "merge", "learn_merges", "encode_chunk", "Tokenizer")
    return defined(NOTEBOOK, *wanted, **names)


def test_every_sign_is_in_one_chunk(pairs):
    """The cut loses nothing, whatever the script."""
    for text in (TEXT, "é²½_१२ 大模型\u2028 '\x1c'll", "", " ", "\r\n \t"):
        assert "".join(pairs["CHUNK"].findall(text)) == text


def test_the_encoder_is_that_of_the_library(pairs):
    """Same merges, same cut: the tokens of `tokenizers`, one for one."""
    library = pytest.importorskip("tokenizers")
    learned = pairs["learn_merges"](TEXT, 30)
    ours = pairs["Tokenizer"](learned)
    split = library.pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = {}  # the library writes bytes as signs
    for byte in range(256):
        text = bytes([byte]).decode("latin-1")
        for sign, raw in zip(
            split.pre_tokenize_str(text)[0][0], text.encode(), strict=True
        ):
            alphabet[raw] = sign
    names = [alphabet.get(byte, f"<{byte}>") for byte in range(256)]
    merges = []
    for left, right in learned:
        merges.append((names[left], names[right]))
        names.append(names[left] + names[right])
    vocabulary = {name: k for k, name in enumerate(names)}
    model = library.models.BPE(vocab=vocabulary, merges=merges)
    judge = library.Tokenizer(model)
    judge.pre_tokenizer = split
    for text in (TEXT, "slower 12 newest's", "x_1==2048", "\n\n  low"):
        assert judge.encode(text).ids == ours.encode(text).tolist()


def test_nothing_repeats(pairs):
    """No merges, and empty documents."""
    assert pairs["learn_merges"]("", 5) == {}
    assert pairs["learn_merges"]("abc", 5) == {}
    tokenizer = pairs["Tokenizer"]({})
    assert tokenizer.stream(["", "a"]).tolist() == [256, 97, 256]
    for ids in ([-1], [257]):
        with pytest.raises(ValueError, match="must lie in 0..256"):
            tokenizer.decode(ids)


@pytest.fixture(scope="module")
def ways(defined):
    """The ways of choosing."""
    names = ("tempered", "ranked", "top_k", "nucleus")
    return defined(NOTEBOOK, *names, softmax=softmax)


def test_a_way_that_makes_no_sense_is_refused(ways, function):
    """When it is made, before anything is drawn with it."""
    chooser = function(NOTEBOOK, "chooser", **ways)
    for bad in (
        {"temperature": 0},
        {"temperature": np.nan},
        {"k": 0},
        {"k": np.nan},
        {"p": 0},
        {"p": 1.5},
        {"p": np.nan},
    ):
        with pytest.raises(ValueError, match="wanted, not"):
            chooser(**bad)


def test_the_sets_are_those_of_a_plain_loop(ways):
    """Random rows, each token taken in turn."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        P = rng.dirichlet(np.ones(7), 3)
        k = int(rng.integers(1, 8))
        p = rng.uniform(0.05, 1)
        for row, by_k, by_p in zip(
            P, ways["top_k"](P, k), ways["nucleus"](P, p), strict=True
        ):
            order = sorted(range(7), key=lambda token: -row[token])
            assert set(np.flatnonzero(by_k)) == set(order[:k])
            kept = []
            while sum(row[kept]) < p and len(kept) < 7:
                kept.append(order[len(kept)])
            assert set(np.flatnonzero(by_p)) == set(kept)
            assert np.allclose(by_p[kept], row[kept] / row[kept].sum())


def test_extreme_temperatures(ways):
    """Near 0, far above 1, and what is refused."""
    Z = np.array([[1.0, 3.0, -np.inf, 2.0]])
    assert ways["tempered"](Z, 1e-308).tolist() == [[0, 1, 0, 0]]
    assert np.allclose(ways["tempered"](Z, 1e9), [[1 / 3, 1 / 3, 0, 1 / 3]])
    for bad in (0, -1, np.nan, np.inf):
        with pytest.raises(ValueError, match="temperature"):
            ways["tempered"](Z, bad)
    for scores in ([[np.nan, 1.0]], [[-np.inf, -np.inf]], [[np.inf, 1.0]]):
        with pytest.raises(ValueError, match="scores"):
            ways["tempered"](np.array(scores), 1)


def test_a_cache_has_an_end(function):
    """Writing before its beginning or past its end; a cache too long."""
    inputs = function(NOTEBOOK, "cache_inputs")
    K = np.zeros((1, 2, 48, 1, 4))
    assert inputs(np.zeros((1, 1)), 47, K, K)["position"] == 47
    for position, new in ((48, 1), (40, 9), (-1, 1), (3, 0)):
        with pytest.raises(ValueError, match="are not in the cache"):
            inputs(np.zeros((1, new)), position, K, K)
    empty = function(NOTEBOOK, "empty_cache")
    model = SimpleNamespace(get_layer=lambda name: SimpleNamespace(n_ctx=8))
    cached = SimpleNamespace(gpt=model)
    for length in (0, 9):
        with pytest.raises(ValueError, match="a cache of 1 to 8 places"):
            empty(cached, 1, length)


def test_prompts_and_texts_that_do_not_fit(function, pairs, tmp_path):
    """No tokens, unknown tokens, no file, too little text."""
    generate = function(NOTEBOOK, "generate")
    for prompt in ([], [[]], [-1], [1024]):
        with pytest.raises(ValueError, match="ids in 0..1023 wanted"):
            generate(None, prompt, 1, None, 1023)
    train_on = function(NOTEBOOK, "train_on", **pairs)
    with pytest.raises(FileNotFoundError):
        train_on("your.txt")
    short = tmp_path / "short.txt"
    short.write_text("To be or not to be.", encoding="utf-8")
    for text in ("", "a line\nthat names its.txt", short):
        with pytest.raises(ValueError, match="a text of 256 tokens"):
            train_on(text)
