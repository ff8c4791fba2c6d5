"""The static contract of every notebook, and of the book's lists."""

import re
import subprocess

import pytest

from large_models_book import contract, references
from large_models_book.notebooks import ROOT, notebooks, toc

PRODUCTS = {"Siri", "Alexa"}  # names with a year that are no works
# A citation in brackets or in the sentence: Name (2017), Name et al., 2017.
BEFORE = {"van", "von", "de", "der", "den"}  # what a family name begins with
for entry in references.entries().values():
    for name in references.surnames(entry):
        BEFORE.update(name.split()[:-1])  # or of several words: Ben Allal
NAME = rf"(?:(?:{'|'.join(sorted(BEFORE))}) )*[A-Z][\w'’-]+"
CITATION = re.compile(
    rf"({NAME}(?: et al\.| and {NAME}(?: [A-Z][\w'’-]+)?)?)"
    r"(?:, | \()((?:19|20)\d\d)[a-z]?\b"
)


def cited(text):
    """{(authors, year)} of the works that a text cites."""
    found = set(CITATION.findall(" ".join(text.split())))
    return {(name, year) for name, year in found if name not in PRODUCTS}


def works(keys=None):
    """{(authors, year)} of works of the bibliography."""
    entries = references.entries()
    return {
        (references.cited_as(entries[key]), entries[key].fields["year"])
        for key in (entries if keys is None else keys)
    }


def test_a_notebook_keeps_the_contract(notebook):
    """No broken rule in this notebook."""
    assert contract.problems(notebook) == []


def test_all_notebooks_fit_the_suite(capsys):
    """Their seconds add up to no more than the suite has; it says how many."""
    books = notebooks()
    total = sum(book.facts["seconds"] for book in books)
    assert contract.all_problems(books) == []
    assert f"{total} of 3000 s" in capsys.readouterr().out


def test_no_code_stands_in_two_notebooks():
    """What two notebooks need is a snippet or a library call."""
    places = {}
    for book in notebooks():
        for body, name in contract.definitions(book).items():
            places.setdefault(body, []).append(f"{book.name}.{name}")
    assert [where for where in places.values() if len(where) > 1] == []


def test_every_section_of_a_finished_chapter_is_covered():
    """Each section in each of its chapters; each item once all are there."""
    covered = {}
    for book in notebooks():
        covered.setdefault(str(book.chapter), set()).update(book.sources)
    everywhere = set().union(*covered.values())
    missing = []
    for name, (kind, chapters) in contract.source_ids().items():
        if kind == "section":
            missing += [
                f"{name} in chapter {number}"
                for number in chapters
                if number in covered and name not in covered[number]
            ]
        elif kind == "item" and chapters and set(chapters) <= set(covered):
            missing += [name] * (name not in everywhere)
    assert missing == []


def test_every_section_names_a_chapter():
    """But the closing words of S2, which are no content."""
    homeless = [
        name
        for name, (kind, chapters) in contract.source_ids().items()
        if kind == "section" and not chapters
    ]
    assert homeless == ["S2-10"]
    numbers = {c for _, all_ in contract.source_ids().values() for c in all_}
    assert numbers == {str(number) for number in range(1, 11)}


def test_the_list_of_source_ids_is_whole():
    """The audit's 199 sections, 485 items and 89 claims."""
    kinds = [kind for kind, _ in contract.source_ids().values()]
    assert kinds.count("section") == 199
    assert kinds.count("item") == 485
    assert kinds.count("claim") == 89


def test_references_are_cited_and_citations_listed(notebook):
    """In each notebook: the same works in the text and in the list."""
    body = notebook.prose.partition("## References")[0]
    listed = works(notebook.facts["references"])
    assert listed - cited(body) == set(), "listed, not cited"
    assert cited(body) - listed == set(), "cited, not listed"


@pytest.mark.parametrize(
    "text, missing",
    [
        ("Wengert (1964) had it first.", {("Wengert", "1964")}),
        ("It is known (Smith, 1997).", {("Smith", "1997")}),
        ("As van der Maaten (2008) drew.", {("van der Maaten", "2008")}),
        (
            "So Lee and Kim (2001) and Wu et al. (2002)",
            {("Wu et al.", "2002")},
        ),
        ("Siri (2011) answered.", set()),
    ],
)
def test_an_unlisted_work_is_found(text, missing):
    """By one author as by several."""
    assert missing <= cited(text) and bool(missing) == bool(cited(text))


@pytest.mark.parametrize("page", ["index", "sources", "glossary", "notation"])
def test_pages_cite_works_of_the_bibliography(page):
    """Outside the notebooks as well."""
    text = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
    assert cited(text) - works() == set()


def test_every_reference_is_cited_somewhere():
    """No entry of the bibliography is decoration."""
    used = {key for book in notebooks() for key in book.facts["references"]}
    assert set(references.entries()) - used == set()


@pytest.mark.parametrize("page", ["index", "sources", "glossary", "notation"])
def test_ids_on_a_page_exist(page):
    """Source ids in the text of the other pages, as in the notebooks."""
    text = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
    ids = set(contract.ID.findall(text))
    assert ids - set(contract.source_ids()) == set()


def test_the_toc_has_a_file_for_each_page():
    """Notebooks are held by the reader; these are the other pages."""
    pages = [page for page in toc() if page.startswith("book/")]
    assert len(pages) > 3
    assert all((ROOT / f"{page}.md").is_file() for page in pages)


def test_the_readme_names_every_requirement():
    """Each direct dependency earns its place in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = ("requirements.txt", "requirements-models.txt")
    pins = "".join((ROOT / name).read_text("utf-8") for name in files)
    names = re.findall(r"^([\w-]+)==", pins, re.M)
    assert len(names) > 20
    assert [name for name in names if f"`{name}`" not in readme] == []


def published():
    """The files that git knows, or without git all but what is built."""
    done = subprocess.run(
        ["git", "-C", ROOT, "ls-files"], capture_output=True, text=True
    )
    if done.returncode == 0:
        return [ROOT / name for name in done.stdout.splitlines()]
    built = {".venv", "_build", ".git", ".pytest_cache", ".ruff_cache"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not built & set(path.relative_to(ROOT).parts)
    ]


def test_the_repository_speaks_of_the_book_alone():
    """No path of one machine in what is published."""
    files = [path for path in published() if path.is_file()]
    assert len(files) > 40
    pattern = re.compile(rb"(?<![\w.])/(work|root|home/\w+|tmp)/")
    named = [p.name for p in files if pattern.search(p.read_bytes())]
    assert [name for name in named if name != "test_contract.py"] == []
