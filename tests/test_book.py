"""What stands around the chapters: extension, map, tables, bad input."""

import os
import re
import subprocess
import sys

import pytest

from .book_extension import book_map, entries, large_models_book, title
from .notebooks import NOTEBOOKS, ROOT, prose, read

COST = re.compile(r"\*About ([^*]+) on two CPU cores, ([^*]+?)\.\*")


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
    assert large_models_book.repository_url(environment, remote) == url


def test_the_map_shows_the_chapters_that_are_there():
    """The committed picture is what the code draws now."""
    stored = ROOT / "book" / "_static" / "map.svg"
    assert stored.read_text(encoding="utf-8") == book_map.draw(ROOT)


@pytest.mark.parametrize("page", ["book/index.md", "README.md"])
def test_the_tables_state_each_notebooks_cost(page):
    """Each notebook has one row, with the cost that its own page states."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        seconds, memory = COST.search(prose(read(path))).groups()
        rows = [row for row in text.splitlines() if f"{path.name})" in row]
        table = [row for row in rows if row.startswith("|")]
        assert len(table) == 1, path.name
        assert f"| {seconds} | {memory} |" in table[0]


def test_every_reference_is_cited_somewhere():
    """No entry of the bibliography is decoration."""
    text = "\n".join(prose(read(path)) for path in NOTEBOOKS)
    titles = {key: title(entry) for key, entry in entries().items()}
    unused = [key for key, title in titles.items() if f"*{title}*" not in text]
    assert unused == []


def test_a_wrong_scale_is_one_clear_line():
    """BOOK_SCALE takes two values; the setup cell names them."""
    done = subprocess.run(
        [sys.executable, ROOT / "book" / "snippets" / "setup.py"],
        env={**os.environ, "BOOK_SCALE": "huge"},
        capture_output=True,
        text=True,
    )
    last = done.stderr.strip().splitlines()[-1]
    wanted = "ValueError: BOOK_SCALE must be 'small' or 'full', not 'huge'"
    assert (done.returncode, last) == (1, wanted)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["run"], "Name a notebook"),
        (["run", "N=chapters/none.ipynb"], "Name a notebook"),
    ],
)
def test_make_says_what_is_missing(arguments, message):
    """A wrong call of make is answered in one line."""
    done = subprocess.run(
        ["make", "-C", ROOT, *arguments], capture_output=True, text=True
    )
    assert done.returncode != 0
    assert message in done.stdout


def test_an_old_python_is_refused_in_one_line(tmp_path):
    """The pins exist for 3.11 to 3.13 alone."""
    old = tmp_path / "python"
    old.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.1"\nexit 1\n'
    )
    old.chmod(0o755)
    for name in ("Makefile", "requirements.txt", "constraints.txt"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    (tmp_path / "chapters").mkdir()
    done = subprocess.run(
        ["make", "-C", tmp_path, "book", f"PYTHON={old}"],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in " ".join(done.stdout.split())
    assert "Python 3.9.1" in done.stdout
    assert not (tmp_path / ".venv").exists()
