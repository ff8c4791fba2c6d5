"""The book's Sphinx extension: repository links, page data, no Thebe."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import book_map
import references

GITHUB = re.compile(r"github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")


def repository_url(environment, git_remote):
    """The book's address on GitHub, or None where there is none.

    From BOOK_REPOSITORY_URL, else GITHUB_REPOSITORY (set by GitHub's
    runners), else the git remote in its https or ssh form.
    """
    given = environment.get("BOOK_REPOSITORY_URL")
    if not given and environment.get("GITHUB_REPOSITORY"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        given = f"{server}/{environment['GITHUB_REPOSITORY']}"
    found = GITHUB.search(given or git_remote)
    return f"https://github.com/{found[1]}/{found[2]}" if found else None


def git_remote(folder):
    """The address of the remote `origin`, or an empty string."""
    try:
        done = subprocess.run(
            ["git", "-C", folder, "remote", "get-url", "origin"],
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:  # no git: a book from a downloaded archive
        return ""
    return done.stdout.strip()


def set_repository(app, config):
    """Point every button at the reader's own repository, or show none."""
    url = repository_url(os.environ, git_remote(app.confdir))
    options = config.html_theme_options
    options["path_to_docs"] = ""
    if url:
        options["repository_url"] = url
        options["use_repository_button"] = True
        options["use_issues_button"] = True
    else:
        options.pop("repository_url", None)
        options["launch_buttons"] = {}


def remove_thebe(app):
    """Take out sphinx-thebe: it declares its script twice on every page."""
    styles = app.registry.css_files
    styles[:] = [style for style in styles if style[0] != "sphinx-thebe.css"]
    for listeners in app.events.listeners.values():
        listeners[:] = [
            listener
            for listener in listeners
            if not listener.handler.__module__.startswith("sphinx_thebe")
        ]


def coverage_tables(root):
    """Markdown: each source's sections, and the chapters that treat them."""
    notebooks = sorted((root / "chapters").rglob("*.ipynb"))
    treated = {}
    for path in notebooks:
        document = json.loads(path.read_text(encoding="utf-8"))
        title = "".join(document["cells"][0]["source"]).splitlines()[0]
        title = title.lstrip("# ").split(":")[0]
        link = f"[{title}](../{path.relative_to(root).as_posix()})"
        for name in document["metadata"]["covers"]:
            treated.setdefault(name, []).append(link)
    lines = []
    with open(root / "book" / "sources.csv", encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["kind"] != "item"]
    for source in dict.fromkeys(row["id"][:2] for row in rows):
        lines += [f"\n### Source {source}\n"]
        lines += ["| section | subject | treated in |", "|---|---|---|"]
        for row in rows:
            if row["id"].startswith(source):
                where = ", ".join(treated.get(row["id"], [])) or (
                    row["chapters"] and f"to come (chapter {row['chapters']})"
                )
                where = where or "not content"
                lines += [f"| {row['id']} | {row['title']} | {where} |"]
    return "\n".join(lines)


def bibliography(root):
    """Markdown: every work, each with the notebooks that list it."""
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in sorted((root / "chapters").rglob("*.ipynb"))
    }
    lines = []
    for entry in references.entries().values():
        title = json.dumps(references.title(entry), ensure_ascii=False)[1:-1]
        links = [
            f"[{path.stem}](../{path.relative_to(root).as_posix()})"
            for path, text in texts.items()
            if f"*{title}*" in text
        ]
        lines.append(f"{references.line(entry)} In {', '.join(links)}.")
    return "\n".join(lines)


def fill_in(app, docname, source):
    """Put the generated lists where two pages have a marker."""
    root = Path(app.srcdir)
    for page, marker, generate in (
        ("book/sources", "<!-- coverage -->", coverage_tables),
        ("book/bibliography", "<!-- references -->", bibliography),
    ):
        if docname == page:
            source[0] = source[0].replace(marker, generate(root))


def draw_map(app):
    """Draw the map of the book anew: a chapter may have come."""
    book_map.write(app.srcdir)


def setup(app):
    """Register the hooks with Sphinx."""
    remove_thebe(app)
    app.connect("config-inited", set_repository, priority=900)
    app.connect("builder-inited", remove_thebe, priority=1)
    app.connect("builder-inited", draw_map)
    app.connect("source-read", fill_in)
    return {"version": "1", "parallel_read_safe": True}
