"""Builds the book for the tests, and counts what its pages must show."""

import os
import re
import subprocess
import sys
from pathlib import Path

from .notebooks import ROOT, read

BUILD = ROOT / "_build" / "site"
HTML = BUILD / "_build" / "html"
REPOSITORY = "https://github.com/example/large-models"
CODE = re.compile(
    r"^(`{3,}|~{3,}).*?^\1|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)", re.S | re.M
)
FORMULA = re.compile(
    r"\$\$.+?\$\$|(?<![\\$])\$(?!\s)[^$]+?(?<![\s\\])\$(?!\d)", re.S
)


def toc_entries():
    """The pages of _toc.yml, without suffix."""
    text = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    return re.findall(r"(?:root|file): (\S+)", text)


def build():
    """Build the whole book, warnings as errors; raises with the log."""
    done = subprocess.run(
        [
            Path(sys.executable).parent / "jupyter-book",
            *("build", ".", "-W", "-n", "--keep-going", "--all", "-q"),
            *("--path-output", BUILD),
        ],
        cwd=ROOT,
        env={**os.environ, "BOOK_REPOSITORY_URL": REPOSITORY},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError("the book does not build:\n" + done.stderr[-4000:])


def source_text(page):
    """The Markdown of a page, captions of its figures included."""
    path = ROOT / f"{page}.ipynb"
    if not path.is_file():
        text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
        return re.sub(r"^```.*$", "", text, flags=re.M)  # a directive's text
    texts = []
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "markdown":
            texts.append(cell["source"])
        figure = cell["metadata"].get("mystnb", {}).get("figure", {})
        texts.append(figure.get("caption", ""))
    return "\n\n".join(texts)


def formulas(page):
    """How many formulas the source of a page holds, outside code."""
    return len(FORMULA.findall(CODE.sub("", source_text(page))))
