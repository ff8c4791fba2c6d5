"""Builds the book for the tests, and counts what its pages must show."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from large_models_book.notebooks import ROOT, Notebook

BUILD = ROOT / "_build" / "site"
HTML = BUILD / "_build" / "html"
REPOSITORY = "https://github.com/example/large-models"


def build():
    """Build the whole book, warnings as errors; raises with the log.

    A copy that JupyterLab leaves at the first save must not disturb it.
    """
    notebook = ROOT / "chapters" / "01_background.ipynb"
    left = notebook.parent / ".ipynb_checkpoints" / "left-checkpoint.ipynb"
    left.parent.mkdir(exist_ok=True)
    shutil.copy(notebook, left)
    try:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("jupyter-book"),
                *("build", ".", "-W", "-n", "--keep-going", "--all", "-q"),
                *("--path-output", BUILD),
            ],
            cwd=ROOT,
            env={**os.environ, "BOOK_REPOSITORY_URL": REPOSITORY},
            capture_output=True,
            text=True,
        )
    finally:
        left.unlink()
    if done.returncode:
        raise RuntimeError("the book does not build:\n" + done.stderr[-4000:])


def build_once():
    """Build, or wait for the worker that builds in this run of the suite."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    mine, outcome = BUILD / f"{run}.lock", BUILD / f"{run}.done"
    BUILD.mkdir(parents=True, exist_ok=True)
    try:
        mine.mkdir()
    except FileExistsError:
        while not outcome.exists():
            time.sleep(0.2)
    else:
        try:
            build()
            outcome.write_text("", encoding="utf-8")
        except Exception as error:
            outcome.write_text(str(error), encoding="utf-8")
    if trouble := outcome.read_text(encoding="utf-8"):
        raise RuntimeError(trouble)


def formulas(page):
    """How many formulas the source of a page holds, outside code."""
    path = ROOT / f"{page}.ipynb"
    if path.is_file():
        text = Notebook(path).prose
    else:
        text = Path(ROOT, f"{page}.md").read_text(encoding="utf-8")
        text = text.replace("```{figure}", "").replace("```", "")
    parser = MarkdownIt().use(dollarmath_plugin).enable("table")
    count = 0
    for token in parser.parse(text):
        parts = [token, *(token.children or [])]
        count += sum(part.type.startswith("math_") for part in parts)
    return count
