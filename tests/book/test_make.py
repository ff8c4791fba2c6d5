"""What a wrong call of make says, in one line."""

import subprocess

import pytest

from large_models_book.notebooks import ROOT


def made(*arguments, folder=ROOT):
    """A call of make that must fail: what it printed, in one line."""
    done = subprocess.run(
        ["make", "-C", folder, *arguments], capture_output=True, text=True
    )
    assert done.returncode != 0
    return " ".join((done.stdout + done.stderr).split())


@pytest.mark.parametrize(
    "arguments", [["run"], ["run", "N=chapters/no.ipynb"]]
)
def test_make_run_wants_a_notebook(arguments):
    """Without one, or with one that is not there."""
    assert "Name a notebook: make run N=chapters/" in made(*arguments)


@pytest.mark.slow
def test_a_run_that_fails_leaves_the_notebook_as_it_was(tmp_path):
    """And says so after the error."""
    import nbformat

    cell = nbformat.v4.new_code_cell("print(1)\n1 / 0")
    path = tmp_path / "01_fails.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    before = path.read_bytes()
    said = made("run", f"N={path}")
    assert "ZeroDivisionError" in said and "is as it was" in said
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def copy(tmp_path):
    """A folder with what make reads first."""
    for name in ("Makefile", "requirements.txt", "constraints.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("version", ["3.9.1", "3.14.0"])
def test_another_python_is_refused_in_one_line(copy, version):
    """The pins exist for 3.11 to 3.13 alone."""
    old = copy / "python"
    old.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "Python {version}"\nexit 1\n'
    )
    old.chmod(0o755)
    said = made("book", f"PYTHON={old}", folder=copy)
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert f"Python {version}" in said
    assert not (copy / ".venv").exists()
