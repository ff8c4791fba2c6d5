"""The static contract of every notebook, and of the book's lists."""

import re
import subprocess

import pytest

from .book_extension import cited_as, entries, line
from .contract import definitions, problems, section_ids, snippet_problems
from .notebooks import NOTEBOOKS, ROOT, prose, read

NAMES = [path.stem for path in NOTEBOOKS]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
# A citation in brackets or in the sentence: Name (2017), Name et al., 2017.
NAME = r"(?:(?:van|de|der|den) )*[A-Z][\w'’-]+"
CITATION = re.compile(
    rf"({NAME}(?: et al\.| and {NAME}(?: [A-Z][\w'’-]+)?)?)"
    r"(?:, | \()((?:19|20)\d\d)[a-z]?\b"
)


def reference_lines(text):
    """The list items of the section References."""
    section = text.partition("## References")[2]
    return [row for row in section.splitlines() if row.startswith("- ")]


@every_notebook
def test_a_notebook_keeps_the_contract(path):
    """No broken rule in this notebook."""
    assert problems(path) == []


def test_snippets_are_short():
    """A shared cell is at most 25 lines, the setup cell at most 20."""
    assert snippet_problems() == []


def test_no_code_stands_in_two_notebooks():
    """What two notebooks need is a snippet or a library call."""
    places = {}
    for path in NOTEBOOKS:
        for body, name in definitions(path).items():
            places.setdefault(body, []).append(f"{path.stem}.{name}")
    assert [where for where in places.values() if len(where) > 1] == []


def covered_by_chapter():
    """{chapter number: ids that its notebooks cover}."""
    covered = {}
    for path in NOTEBOOKS:
        number = path.stem[:2] if path.stem[:2].isdigit() else "7"
        ids = covered.setdefault(str(int(number)), set())
        ids.update(read(path)["metadata"].get("covers", []))
    return covered


def test_every_section_of_a_finished_chapter_is_covered():
    """Each section in each of its chapters; each item once all are there."""
    covered = covered_by_chapter()
    everywhere = set().union(*covered.values())
    missing = []
    for name, (kind, chapters) in section_ids().items():
        if kind == "section":
            missing += [
                f"{name} in chapter {number}"
                for number in chapters
                if number in covered and name not in covered[number]
            ]
        elif chapters and set(chapters) <= set(covered):
            missing += [name] * (name not in everywhere)
    assert missing == []


def test_every_section_names_a_chapter():
    """The audit's list has 205 headings, two of them in another's row."""
    kinds = [kind for kind, _ in section_ids().values()]
    assert (kinds.count("section"), kinds.count("item")) == (199, 485)


@every_notebook
def test_references_are_those_of_the_bibliography(path):
    """A listed work is a line made from references.bib, and is cited."""
    works = {line(entry): entry for entry in entries().values()}
    text = prose(read(path))
    listed = reference_lines(text)
    assert [row for row in listed if row not in works] == []
    body = text.partition("## References")[0]
    cited = {
        (name, year)
        for name, year in CITATION.findall(body.replace("\n", " "))
    }
    known = {
        (cited_as(works[row]), works[row].fields["year"]) for row in listed
    }
    assert known - cited == set(), "listed, not cited"
    surnames = {name.split()[0] for name, _ in known}
    unknown = {
        (name, year)
        for name, year in cited - known
        if name.endswith("et al.") or " and " in name or name in surnames
    }
    assert unknown == set(), "cited, not listed"


def test_the_toc_lists_every_notebook_and_no_other():
    """No page without an entry, no entry without a page."""
    listed = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text())
    chapters = {name for name in listed if name.startswith("chapters/")}
    files = {
        path.relative_to(ROOT).with_suffix("").as_posix() for path in NOTEBOOKS
    }
    assert chapters == files


def test_the_readme_names_every_requirement():
    """Each direct dependency earns its place in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = re.findall(
        r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(), re.M
    )
    assert [name for name in names if f"`{name}`" not in readme] == []


def test_the_repository_speaks_of_the_book_alone():
    """No path of one machine in what is published."""
    tracked = subprocess.run(
        ["git", "-C", ROOT, "grep", "-lIE", r"/(work|root|home/\w+|tmp)/"],
        capture_output=True,
        text=True,
    ).stdout.split()
    assert [name for name in tracked if name != "tests/test_contract.py"] == []
