"""The map of applications: its data against the notebooks and the audit."""

import pytest

from large_models_book.contract import source_ids
from large_models_book.notebooks import Notebook, found, tags


@pytest.fixture(scope="module")
def atlas():
    """The notebook's own rows: field, task, family, place, ids."""
    names = {}
    for cell in Notebook(found()["07_applications"]).code_cells:
        if "snippet-setup" not in tags(cell):
            exec(cell.source, names)
        if "atlas" in names:
            return names["atlas"]
    raise LookupError("07_applications binds no atlas")


def test_a_place_is_a_notebook(atlas):
    """What is said to run in a notebook has that notebook."""
    places = {place for *_, place, _ in atlas} - {"-"}
    assert places and places <= set(found())


def test_the_map_has_every_application_that_the_sources_name(atlas):
    """All items of chapter 7 but those that name no task; no others."""
    mapped = {name for *_, ids in atlas for name in ids}
    named = {
        name
        for name, (kind, chapters) in source_ids().items()
        if kind == "item" and "7" in chapters
    }
    no_task = {"S1-1-3", "S1-9.5-1", "S4-2-7", "S3-3.1-3"}
    assert named - mapped == no_task
    assert mapped <= set(source_ids())
