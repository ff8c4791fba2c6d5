"""The map of applications: its table against its data and the audit."""

import re

from .contract import section_ids
from .notebooks import ROOT, code_cells, prose, read

MAP = ROOT / "chapters" / "07_applications.ipynb"


def data():
    """Rows of the notebook's atlas: field, task, family, place, ids."""
    names = {}
    for cell in code_cells(read(MAP)):
        if re.search(r"^(MAP|atlas)\b", cell["source"], re.M):
            exec(cell["source"], names)
    return names["atlas"]


def table():
    """Rows of the Markdown table, in the same form."""
    rows = []
    for row in prose(read(MAP)).splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if len(cells) == 6 and re.match(r"S\d-", cells[5]):
            field, task, family, runs, _, ids = cells
            link = re.search(r"\((.+)\.ipynb\)", runs)
            place = link[1] if link else "07_applications" if runs else "-"
            rows.append((field, task, family, place, ids.split(", ")))
    return rows


def test_the_printed_table_is_the_data():
    """Field, task, family, place and ids, row by row."""
    assert len(table()) > 30
    assert table() == data()


def test_a_place_is_a_notebook():
    """What is said to run in a notebook has that notebook."""
    for *_, place, _ in data():
        assert place == "-" or (MAP.parent / f"{place}.ipynb").exists()


def test_the_map_has_every_application_that_the_sources_name():
    """All items of chapter 7, but four that name fields alone; no others."""
    mapped = {name for row in data() for name in row[4]}
    named = {
        name
        for name, (kind, chapters) in section_ids().items()
        if kind == "item" and "7" in chapters
    }
    fields_alone = {"S1-1-3", "S1-9.5-1", "S4-2-7", "S4-9.5-1"}
    assert named - mapped == fields_alone
    assert mapped <= set(section_ids())
