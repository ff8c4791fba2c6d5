"""The page on translation: scores, numbers, words and tokens."""

import re
from collections import Counter

import numpy as np
import pytest


@pytest.fixture(scope="module")
def scores(defined):
    """BLEU and chrF, and what they use."""
    return defined("07_translation", "pieces", "bleu", "chrf", Counter=Counter)


def test_a_short_reference_counts_against_the_candidate(scores):
    """As the formula says; sacreBLEU 2.6.0 leaves it out and has 0.863499."""
    said = ["阿法尔语", "新西兰元", "圣卢西亚岛"]
    references = ["阿法语", "新西兰元", "圣卢西亚"]
    assert scores["bleu"](said, references) == pytest.approx(
        0.641387, abs=1e-6
    )
    value = scores["chrf"](said, references)
    assert value == pytest.approx(0.850070, abs=1e-6)


@pytest.mark.parametrize("name", ["bleu", "chrf"])
def test_scores_at_the_edges(scores, name):
    """Nothing right is 0, all right is 1, and lists must fit."""
    score = scores[name]
    assert score([""], ["二百零一"]) == 0
    assert score(["三"], ["二百零一"]) == 0
    assert score(["二百零一"], ["二百零一"]) == pytest.approx(1)
    with pytest.raises(ValueError, match="shorter"):
        score(["一", "二"], ["一"])


def value_of(text):
    """The number that Chinese numerals below a million name."""
    total = group = digit = 0
    for character in text:
        if character in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(character)
        elif character == "万":
            total = 10**4 * (group + digit)
            group = digit = 0
        else:
            group += max(digit, 1) * 10 ** "个十百千".index(character)
            digit = 0
    return total + group + digit


def test_numbers_are_read_back(defined):
    """Chinese by another route; English words are all different."""
    page = defined("07_translation", "english_number", "chinese_number")
    some = [*range(1, 20_000), *range(20_000, 10**6, 997)]
    for n in some:
        text = page["chinese_number"](n)
        assert value_of(text) == n
        assert "零零" not in text and text[-1] != "零"
    assert len({page["english_number"](n) for n in some}) == len(some)
    for n in (0, 10**6):
        with pytest.raises(ValueError, match="not between 1 and 999,999"):
            page["english_number"](n)


def test_names_by_the_rule(defined):
    """Common words are translated, the kind comes last; else refused."""
    words = {"new": "新"}
    endings = {"language": "语"}
    page = defined(
        "07_translation",
        "by_rule",
        "translate",
        WORDS=words,
        ENDINGS=endings,
        KINDS={"city", "language"},
        by_table=str.upper,
        re=re,
    )
    assert page["by_rule"]("language: new oak") == "新OAK语"
    assert page["by_rule"]("city: ") == ""
    assert page["translate"](" City:  New-Oak ") == "新OAK"
    for text in ("planet: mars", "city: x1", "city: "):
        with pytest.raises(ValueError, match="no kind of name"):
            page["translate"](text)


def test_tokens(function):
    """Encoding refuses what it does not know or cannot hold."""
    encode = function("07_translation", "encode")
    tokens = ["", "<start>", "<end>", "a", "b"]
    X = encode([["b", "a"], ["a"]], tokens, 3)
    np.testing.assert_array_equal(X, [[4, 3, 0], [3, 0, 0]])
    for sequence in ([], ["a"] * 4, ["c"]):
        with pytest.raises(ValueError, match="tokens"):
            encode([sequence], tokens, 3)
