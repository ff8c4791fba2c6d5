"""The parts of a notebook and of the README that are written, not typed."""

import re

from . import references
from .notebooks import COST, ROOT, BookError, notebooks, tags

SNIPPETS = ROOT / "book" / "snippets"
HEADING = "## References"
ROW = ("task", "have", "start", "then", "measured")  # of metadata book.map
CHOICE = ("have", "take", "measured")  # of metadata book.choices
LIST = re.compile(r"(<!-- chapters -->\n).*?(<!-- end -->)", re.S)


def wanted(notebook, works=None, books=()):
    """{cell number: text} of all cells that are made from elsewhere."""
    texts = {0: with_cost(notebook)}
    for number, _, name in notebook.snippets:
        path = SNIPPETS / f"{name}.py"
        if not path.is_file():
            raise BookError(
                f"{notebook.name}: cell {number} is tagged snippet-{name},"
                f" but there is no book/snippets/{name}.py"
            )
        texts[number] = path.read_text(encoding="utf-8").rstrip("\n")
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and cell.source.startswith(HEADING):
            texts[number] = listed(notebook, works or references.entries())
        for tag in TABLES.keys() & set(tags(cell)):
            texts[number] = TABLES[tag](books or notebooks())
    return texts


def with_cost(notebook):
    """The first cell, with the line that says what the notebook costs."""
    text = notebook.cells[0].source
    if not COST.search(text):
        raise BookError(f"{notebook.name}: cell 0 has no line *About N s …*")
    return COST.sub(notebook.cost, text)


def listed(notebook, works):
    """The References cell: one line for each key of the metadata."""
    unknown = [k for k in notebook.facts["references"] if k not in works]
    if unknown:
        raise BookError(
            f"{notebook.name}: book.references names {unknown[0]},"
            " which is not in book/references.bib"
        )
    lines = [references.line(works[k]) for k in notebook.facts["references"]]
    return "\n".join([HEADING, "", *lines])


def link(book, folder=""):
    """A link to a notebook, under its short title."""
    return f"[{book.short_title}]({folder}{book.name}.ipynb)"


def rows_of(book, key, names):
    """The rows of book.key, as lists of these fields; all must be there."""
    rows = book.facts.get(key, [])
    for row in rows:
        lacking = [name for name in names if name not in row]
        if lacking:
            raise BookError(
                f"{book.name}: a row of book.{key} has no {lacking[0]}"
            )
    return [[row[name] for name in names] for row in rows]


def measured_rows(books):
    """The map's table: the rows of all pages' metadata (`book.map`)."""
    lines = ["| task, and what you have | start with | measured | page |"]
    lines.append("|---|---|---|---|")
    for book in books:
        facts = book.facts
        cost = f"{facts['seconds']} s, {facts['gigabytes']:.1f} GB"
        for row in rows_of(book, "map", (*ROW, "data")):
            task, have, start, then, measured, data = row
            cells = (
                f"**{task}**: {have}",
                f"{start}; *then* {then}",
                measured,
                f"{link(book)}: {data} data, {cost}",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def choice_rows(books):
    """The map's decisions: `book.choices` of all pages, number and cost."""
    lines = ["| you have | begin with | what was measured | page, and cost |"]
    lines.append("|---|---|---|---|")
    for book in books:
        for cells in rows_of(book, "choices", CHOICE):
            cells.append(f"{link(book)}, {book.facts['seconds']} s")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def care_rows(books):
    """What is still missing before use: `book.care` of all pages."""
    lines = ["| page | before it is used |", "|---|---|"]
    for book in books:
        if "care" in book.facts:
            lines.append(f"| {link(book)} | {book.facts['care']} |")
    return "\n".join(lines)


# The tag of a cell of the map: what writes it.
TABLES = {"rows": measured_rows, "choices": choice_rows, "care": care_rows}


def readme(text, books):
    """README's list: a line for each chapter, with links."""
    lines = []
    for number in dict.fromkeys(book.chapter for book in books):
        links = [
            link(book, "chapters/") for book in books if book.chapter == number
        ]
        lines.append(f"{number}. {' · '.join(links)}\n")
    return LIST.sub(
        lambda marks: f"{marks[1]}{''.join(lines)}{marks[2]}", text
    )


def colab(text, published, date):
    """tests/colab.txt with the versions of Colab's own published list."""
    versions = dict(re.findall(r"^([\w.-]+)==([\w.]+)", published, re.M))
    head, end, tail = text.partition("\n# what runs them")
    names = re.findall(r"^([\w.-]+)==", head, re.M)
    gone = [name for name in names if name not in versions]
    if gone:
        raise BookError(f"Colab's list has no {gone[0]}: is it the list?")
    head = re.sub(r"of \d{4}-\d\d-\d\d", f"of {date}", head)
    for name in names:
        new = f"{name}=={versions[name]}"
        head = re.sub(rf"^{re.escape(name)}==.*", new, head, flags=re.M)
    return head + end + tail


def write(root=ROOT):
    """Write all of it anew; returns a line for each file that changed."""
    changed = []
    books = notebooks(root)
    works = references.entries()
    for book in books:
        texts = wanted(book, works, books)
        old = [n for n, t in texts.items() if book.cells[n].source != t]
        for number in old:
            book.cells[number].source = texts[number]
        if old:
            book.write()
            changed.append(f"{book.name}: cells {', '.join(map(str, old))}")
    page = root / "README.md"
    text = page.read_text(encoding="utf-8")
    if readme(text, books) != text:
        page.write_text(readme(text, books), encoding="utf-8")
        changed.append("README.md: the list of chapters")
    return changed
