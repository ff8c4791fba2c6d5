"""The map of applications: its rows against the pages, its ids, its area."""

import re

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from large_models_book.contract import source_ids
from large_models_book.notebooks import Notebook, found, notebooks
from large_models_book.written import CHOICE, ROW

NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?")


def numbers(text):
    """The numbers of a text, as they are written."""
    return [number.rstrip(",") for number in NUMBER.findall(text)]


def printed(book):
    """All that the cells of a notebook print."""
    outputs = [out for cell in book.code_cells for out in cell.outputs]
    return "\n".join(out.get("text", "") for out in outputs)


def unprinted(row, book):
    """The numbers of a row's `measured` that its page does not print."""
    output = printed(book)
    values = {float(number.replace(",", "")) for number in numbers(output)}
    words = set(numbers(output)) | set(numbers(book.prose))
    words |= {f"{value:.0f}" for value in values if value > 10}
    missing = []
    for number in numbers(row["measured"]):
        decimals = len(number.partition(".")[2])
        if decimals:
            rounds = {f"{value:.{decimals}f}" for value in values}
            known = number in rounds
        else:
            known = number in words or number.replace(",", "") in words
        if not known:
            missing.append(number)
    return missing


def rows(key):
    """[(row, notebook)] of one of the map's tables."""
    return [(row, b) for b in notebooks() for row in b.facts.get(key, [])]


@pytest.mark.parametrize(
    ("row", "book"), rows("map"), ids=lambda part: getattr(part, "name", "row")
)
def test_a_row_says_what_its_page_prints(row, book):
    """Complete, and each of its numbers printed there."""
    assert set(row) == {*ROW, "data"}
    assert row["data"] in ("real", "made")
    assert numbers(row["measured"])
    assert not unprinted(row, book)


@pytest.mark.parametrize(
    ("row", "book"),
    rows("choices"),
    ids=lambda part: getattr(part, "name", "row"),
)
def test_a_choice_says_what_its_page_prints(row, book):
    """Complete, with a number, and each of its numbers printed there."""
    assert set(row) == set(CHOICE)
    assert numbers(row["measured"])
    assert not unprinted(row, book)


def test_each_application_says_what_it_lacks_before_use():
    """All pages of chapter 7 but the map have a line of care."""
    pages = [b for b in notebooks() if b.chapter == 7]
    without = [b.name for b in pages if not b.facts.get("care")]
    assert without == ["07_applications"]


def test_a_number_that_no_cell_printed_is_found():
    """A digit changed in one row of the map."""
    row, book = rows("map")[0]
    number = numbers(row["measured"])[0]
    changed = row | {"measured": row["measured"].replace(number, "0.4321")}
    assert unprinted(changed, book) == ["0.4321"]


def test_the_map_has_every_application_that_the_sources_name():
    """All items of chapter 7 stand at a cell of the map."""
    mapped = Notebook(found()["07_applications"]).sources
    named = {
        name
        for name, (kind, chapters) in source_ids().items()
        if kind == "item" and "7" in chapters
    }
    assert named <= set(mapped)
    assert all(number >= 0 for number in mapped.values())


def test_the_area_is_the_librarys(defined):
    """Ties, few rows, and one label only."""
    area = defined("07_applications", "area")["area"]
    rng = np.random.default_rng(1)
    for n in (2, 3, 30):
        y = np.r_[0, 1, rng.integers(0, 2, n - 2)]
        P = rng.random(n).round(1)
        assert area(P, y) == pytest.approx(roc_auc_score(y, P))
    with pytest.raises(ValueError, match="both labels"):
        area(np.ones(3), np.ones(3))
