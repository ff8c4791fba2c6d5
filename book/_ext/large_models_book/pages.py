"""The parts of the HTML book that are made from the notebooks: its hooks."""

import json
from pathlib import Path

from . import map, references
from .contract import source_rows
from .notebooks import Notebook, found, notebooks
from .repository import set_repository
from .search import EnglishAndChinese

BINDER_GIGABYTES = 1.6  # of the 2 it gives, JupyterLab takes some


def remove_thebe(app, *_):
    """Take out sphinx-thebe: it declares its script twice on every page."""
    styles = app.registry.css_files
    styles[:] = [style for style in styles if style[0] != "sphinx-thebe.css"]
    for listeners in app.events.listeners.values():
        listeners[:] = [
            listener
            for listener in listeners
            if not listener.handler.__module__.startswith("sphinx_thebe")
        ]


def link(notebook, text):
    """A Markdown link from a page of book/ to a notebook."""
    return f"[{text}](../chapters/{notebook.name}.ipynb)"


def chapter_table(root):
    """Markdown: each notebook with its question and what it costs."""
    lines = [
        "| chapter | question | what runs | time on two CPU cores | memory |",
        "|---|---|---|---|---|",
    ]
    for book in notebooks(root):
        facts = book.facts
        lines.append(
            f"| {book.chapter} {link(book, book.title)}"
            f" | {facts['question']} | {facts['runs']}"
            f" | {facts['seconds']} s | {facts['gigabytes']:.1f} GB |"
        )
    return "\n".join(lines)


def treated(books):
    """{audit id: links to the cells that treat it}."""
    places = {}
    for book in books:
        name = book.short_title
        for source in book.sources:
            target = f"../chapters/{book.name}.html#{source}"
            text = f'<a href="{target}">{name}</a>'
            places.setdefault(source, []).append(text)
    return places


def coverage_tables(root):
    """Markdown: each source's sections, and the cells that treat them."""
    places = treated(notebooks(root))
    lines = []
    rows = [row for row in source_rows(root) if row["kind"] == "section"]
    for source in dict.fromkeys(row["id"][:2] for row in rows):
        lines += [f"\n### Source {source}\n"]
        lines += ["| section | subject | treated in |", "|---|---|---|"]
        for row in rows:
            if row["id"].startswith(source):
                where = ", ".join(places.get(row["id"], [])) or (
                    row["chapters"] and f"to come (chapter {row['chapters']})"
                )
                where = where or "not content"
                lines += [f"| {row['id']} | {row['title']} | {where} |"]
    return "\n".join(lines)


def bibliography(root):
    """Markdown: every work, each with the notebooks that list it."""
    books = notebooks(root)
    lines = []
    for key, entry in references.entries().items():
        links = [
            link(book, book.name)
            for book in books
            if key in book.facts["references"]
        ]
        lines.append(f"{references.line(entry)} In {', '.join(links)}.")
    return "\n".join(lines)


MADE = {  # page: (marker, what is put in its place)
    "book/index": ("<!-- chapters -->", chapter_table),
    "book/sources": ("<!-- coverage -->", coverage_tables),
    "book/bibliography": ("<!-- references -->", bibliography),
}


def with_anchors(text):
    """A notebook's JSON with an anchor where each source id is treated."""
    document = json.loads(text)
    cells = []
    for cell in document["cells"]:
        anchors = "".join(
            f'<a id="{name}"></a>'
            for name in cell["metadata"].get("sources", [])
        )
        if anchors and cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            first, end, rest = source.partition("\n")
            if first.startswith("#"):  # a heading stays the first thing
                cell["source"] = f"{first}\n\n{anchors}{rest or end}"
            elif first.startswith("> "):  # and a quotation one
                cell["source"] = f"> {anchors}{source[2:]}"
            else:
                cell["source"] = f"{anchors}{source}"
        elif anchors:
            before = {"cell_type": "markdown", "id": f"at-{cell['id'][:50]}"}
            cells.append(before | {"metadata": {}, "source": anchors})
        cells.append(cell)
    document["cells"] = cells
    return json.dumps(document)


def fill_in(app, docname, source):
    """Put the made lists into their pages, and anchors into notebooks."""
    if docname in MADE:
        marker, make = MADE[docname]
        source[0] = source[0].replace(marker, make(Path(app.srcdir)))
    elif docname.startswith("chapters/"):
        source[0] = with_anchors(source[0])


def leave_out_binder(app, pagename, templatename, context, doctree):
    """No button to Binder where its machines have too little memory."""
    path = found(app.srcdir).get(pagename.removeprefix("chapters/"))
    if not path or Notebook(path).facts["gigabytes"] < BINDER_GIGABYTES:
        return
    for group in context["header_buttons"]:
        if "buttons" in group:
            group["buttons"] = [
                button
                for button in group["buttons"]
                if "mybinder.org" not in button.get("url", "")
            ]


def name_folds(app, pagename, templatename, context, doctree):
    """A folded cell is called what it shows, "Show code cell source"."""
    label = ' aria-label="Toggle hidden content"'
    context["body"] = context.get("body", "").replace(label, "")


def draw_map(app):
    """Draw the map of the book anew: a chapter may have come."""
    map.write(Path(app.srcdir))


def depend_on_notebooks(app, env, docnames):
    """Pages that are made from the notebooks are read anew each time."""
    docnames.extend(page for page in MADE if page not in docnames)


def setup(app):
    """Register the hooks with Sphinx."""
    remove_thebe(app)
    app.add_search_language(EnglishAndChinese)
    app.connect("config-inited", set_repository, priority=900)
    app.connect("builder-inited", remove_thebe, priority=1)
    app.connect("builder-inited", draw_map)
    app.connect("env-before-read-docs", depend_on_notebooks)
    app.connect("source-read", fill_in)
    app.connect("html-page-context", name_folds)
    app.connect("html-page-context", leave_out_binder, priority=900)
    return {"version": "2", "parallel_read_safe": True}
