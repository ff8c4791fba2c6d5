"""The package on which the book stands: bad input, written cells, pages."""

import shutil

import nbformat
import pytest

from large_models_book import (
    contract,
    map,
    pages,
    references,
    repository,
    written,
)
from large_models_book.notebooks import (
    ROOT,
    BookError,
    Notebook,
    found,
    notebooks,
    rounded,
)


@pytest.mark.parametrize(
    "environment, remote, url",
    [
        ({}, "https://github.com/me/book.git", "https://github.com/me/book"),
        ({}, "git@github.com:me/book.git", "https://github.com/me/book"),
        ({}, "ssh://git@github.com/me/book", "https://github.com/me/book"),
        ({}, "", None),
        ({}, "https://gitlab.com/me/book", None),
        ({"GITHUB_REPOSITORY": "you/fork"}, "", "https://github.com/you/fork"),
        (
            {
                "BOOK_REPOSITORY_URL": "https://github.com/a/b",
                "GITHUB_REPOSITORY": "you/fork",
            },
            "https://github.com/me/book",
            "https://github.com/a/b",
        ),
    ],
)
def test_the_repository_is_the_readers_own(environment, remote, url):
    """The launch buttons are right in forks, and gone without GitHub."""
    assert repository.repository_url(environment, remote) == url


FACTS = {
    "question": "Why?",
    "runs": "a cell",
    "seconds": 20,
    "gigabytes": 0.8,
    "references": ["vaswani2017"],
}


@pytest.fixture
def small(tmp_path):
    """small(name, cells, **facts): the path of a notebook of a small book."""
    chapters = tmp_path / "chapters"
    chapters.mkdir()

    def make(name="01_small", cells=(), **facts):
        first = "# Small\n\n*About 20 s on two CPU cores, 0.8 GB.*"
        made = [nbformat.v4.new_markdown_cell(first), *cells]
        node = nbformat.v4.new_notebook(cells=made)
        kept = {**FACTS, **facts}
        node.metadata["book"] = {k: v for k, v in kept.items() if v != "gone"}
        path = chapters / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(node, path)
        return path

    return make


@pytest.mark.parametrize(
    "facts, line",
    [
        ({"seconds": "gone"}, "01_small: metadata book.seconds missing"),
        ({"seconds": "20"}, "book.seconds is str, not int"),
        ({"seconds": True}, "book.seconds is bool, not int"),
        ({"gigabytes": "1"}, "book.gigabytes is str, not number"),
        ({"references": "x"}, "book.references is str, not list"),
        ({"question": None}, "book.question is NoneType, not str"),
    ],
)
def test_wrong_metadata_is_one_line(small, facts, line):
    """It names the notebook and the field."""
    with pytest.raises(BookError) as error:
        print(Notebook(small(**facts)).cost)
    assert line in str(error.value) and "\n" not in str(error.value)


def test_no_metadata_is_one_line(small):
    """A notebook from elsewhere, without the book's key."""
    path = small()
    node = nbformat.read(path, 4)
    del node.metadata["book"]
    nbformat.write(node, path)
    with pytest.raises(BookError, match="01_small: no metadata under"):
        print(Notebook(path).facts)


def test_what_is_no_notebook_is_one_line(tmp_path):
    """A truncated file names itself."""
    path = tmp_path / "01_cut.ipynb"
    path.write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(BookError, match=r"01_cut.ipynb: no notebook: [^\n]+$"):
        Notebook(path)


def test_an_unknown_reference_is_one_line(small):
    """The key is named."""
    cell = nbformat.v4.new_markdown_cell("## References")
    book = Notebook(small(cells=[cell], references=["nobody1900"]))
    with pytest.raises(BookError, match="01_small: .*nobody1900"):
        written.wanted(book)


def test_a_snippet_without_a_file_is_one_line(small):
    """Notebook and cell are named."""
    cell = nbformat.v4.new_code_cell("", metadata={"tags": ["snippet-none"]})
    with pytest.raises(BookError, match="01_small: cell 1 .* snippet-none"):
        written.wanted(Notebook(small(cells=[cell])))


def test_an_id_that_does_not_exist_is_one_line(small):
    """In a cell's metadata, and in its text."""
    cells = [
        nbformat.v4.new_markdown_cell("x", metadata={"sources": ["S9-1"]}),
        nbformat.v4.new_markdown_cell("as S0-4.2-F9 has it"),
    ]
    book = Notebook(small(cells=cells))
    lines = contract.source_problems(book, contract.source_ids())
    assert lines == [
        "cell 1: the source id S9-1 does not exist",
        "cell 2: S0-4.2-F9 does not exist",
    ]


def test_a_row_of_the_map_that_lacks_a_field_is_one_line(small):
    """Notebook and field are named."""
    row = dict.fromkeys(written.ROW, "x")
    book = Notebook(small(map=[row]))
    with pytest.raises(BookError, match=r"01_small: .* book.map has no data$"):
        written.measured_rows([book])
    row["data"] = "made"
    book.facts["map"] = [row]
    assert "made data, " in written.measured_rows([book])


def test_a_choice_that_lacks_a_field_is_one_line(small):
    """Notebook and field are named; a whole one has the page's cost."""
    row = dict.fromkeys(written.CHOICE, "x")
    book = Notebook(small(choices=[row], care="ask first"))
    assert "| x | x | x | [" in written.choice_rows([book])
    assert "| ask first |" in written.care_rows([book])
    book.facts["choices"] = [{"have": "x"}]
    with pytest.raises(BookError, match=r"01_small: .* has no take$"):
        written.choice_rows([book])


def test_two_notebooks_of_one_name_are_refused(small, tmp_path):
    """In a folder below, say; a copy of JupyterLab's is none."""
    path = small()
    copy = path.parent / ".ipynb_checkpoints" / path.name
    copy.parent.mkdir()
    shutil.copy(path, copy)
    assert list(found(tmp_path)) == ["01_small"]
    below = path.parent / "below" / path.name
    below.parent.mkdir()
    shutil.copy(path, below)
    with pytest.raises(BookError, match="01_small: two notebooks"):
        found(tmp_path)


def test_a_notebook_that_the_toc_lacks_is_one_line(small, tmp_path):
    """And a page of the toc that is no file."""
    small()
    toc = "root: book/index\nparts:\n- chapters:\n  - file: chapters/02_gone\n"
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    with pytest.raises(BookError, match="chapters/01_small is not in _toc"):
        notebooks(tmp_path)


def test_written_cells_come_back(small):
    """Reference list and cost line are made; the rest stays."""
    references_cell = nbformat.v4.new_markdown_cell("## References\n\n- typed")
    book = Notebook(small(cells=[references_cell], seconds=35))
    texts = written.wanted(book)
    assert "*About 35 s on two CPU cores, 0.8 GB.*" in texts[0]
    work = references.entries()["vaswani2017"]
    assert texts[1] == f"## References\n\n{references.line(work)}"


def test_a_work_without_a_venue_is_named(tmp_path):
    """One line says which entry lacks it."""
    bib = tmp_path / "references.bib"
    bib.write_text("@misc{doe2020, author={Doe, J.}, title={T}, year=2020}")
    work = references.entries(bib)["doe2020"]
    with pytest.raises(BookError, match="doe2020 has no venue"):
        references.line(work)


def test_the_readme_list_is_made_of_the_notebooks():
    """What stands there is what make write writes."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    books = notebooks()
    assert written.readme(text, books) == text
    assert all(text.count(f"{book.name}.ipynb)") == 1 for book in books)


@pytest.mark.parametrize(
    "seconds, noted", [(22, 20), (27, 25), (14, 15), (100, 100), (1, 5)]
)
def test_a_run_notes_its_cost_only_when_it_moved(small, seconds, noted):
    """So that no diff carries a new time around."""
    book = Notebook(small())
    book.measured(seconds, 0.9)
    assert book.facts["seconds"] == noted
    assert book.facts["gigabytes"] == 0.8
    assert rounded(58) == 60 and rounded(114) == 110


def test_a_source_id_becomes_an_anchor(small):
    """Under a heading, in a quotation, before text and before code."""
    cells = [
        nbformat.v4.new_markdown_cell("## A\ntext", metadata={"sources": "I"}),
        nbformat.v4.new_markdown_cell("text", metadata={"sources": ["J"]}),
        nbformat.v4.new_markdown_cell("> box", metadata={"sources": ["M"]}),
        nbformat.v4.new_code_cell("1", metadata={"sources": ["K", "L"]}),
    ]
    text = small(cells=cells).read_text(encoding="utf-8")
    made = nbformat.reads(pages.with_anchors(text), 4).cells[1:]
    assert [cell.source for cell in made] == [
        '## A\n\n<a id="I"></a>text',
        '<a id="J"></a>text',
        '> <a id="M"></a>box',
        '<a id="K"></a><a id="L"></a>',
        "1",
    ]


def test_the_map_dashes_what_is_still_to_come(tmp_path, small):
    """A chapter with a notebook has a whole frame, and the file is kept."""
    small()
    map.write(tmp_path)
    drawn = tmp_path / "_build" / "map.svg"
    before = drawn.stat().st_mtime_ns
    text = drawn.read_text(encoding="utf-8")
    assert text.count("stroke: #0072b2") == 1
    assert text.count("stroke: #767676") == len(map.CHAPTERS) - 1
    map.write(tmp_path)
    assert drawn.stat().st_mtime_ns == before


def test_seconds_have_a_bound_and_ids_stand_at_cells(small):
    """A notebook over its budget is reported, and a list of source ids."""
    book = Notebook(small())
    book.facts["seconds"] = 121
    assert contract.budget_problems(book) == ["121 s, at most 120"]
    book.facts["seconds"] = 120
    assert contract.budget_problems(book) == []
    book.facts["sources"] = ["S0-1.1"]
    lines = contract.source_problems(book, contract.source_ids())
    assert lines == ["source ids stand in the cells that treat them"]


def test_a_heading_within_a_cell_gets_no_list(small):
    """`## References` inside a longer last cell is reported."""
    cell = nbformat.v4.new_markdown_cell("</details>\n\n## References")
    book = Notebook(small(cells=[cell]))
    line = "the last cell does not begin with ## References"
    assert line in contract.problems(book, {}, {})
    cell.source = "## References\n"
    assert line not in contract.problems(Notebook(small(cells=[cell])), {}, {})
