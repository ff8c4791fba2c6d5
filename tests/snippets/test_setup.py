"""The setup cell, as a script and in a kernel as JupyterLab starts it."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from large_models_book.written import SNIPPETS

SETUP = SNIPPETS / "setup.py"


def test_a_wrong_scale_is_one_clear_line():
    """BOOK_SCALE takes two values; the setup cell names them."""
    done = subprocess.run(
        [sys.executable, SETUP],
        env={**os.environ, "BOOK_SCALE": "huge"},
        capture_output=True,
        text=True,
    )
    last = done.stderr.strip().splitlines()[-1]
    wanted = "ValueError: BOOK_SCALE must be 'small' or 'full', not 'huge'"
    assert (done.returncode, last) == (1, wanted)


@pytest.fixture
def outputs(monkeypatch):
    """outputs(*sources): the outputs of cells in JupyterLab's own kernel."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    monkeypatch.delenv("TQDM_DISABLE", raising=False)

    def run(*sources):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(cells=cells)
        NotebookClient(notebook, kernel_name="python3").execute()
        return [cell.outputs for cell in cells]

    return run


@pytest.mark.slow
def test_the_setup_cell_prints_one_line_and_no_warning(outputs):
    """TensorFlow's start-up lines do not reach a reader in JupyterLab."""
    (shown,) = outputs(SETUP.read_text(encoding="utf-8"))
    assert [output.name for output in shown] == ["stdout"]
    assert shown[0].text.count("\n") == 1


@pytest.mark.slow
def test_a_bar_moves_and_is_gone(outputs):
    """A loop shows that it works, and its last line is wiped."""
    loop = "import time\nfor step in progress(range(3)):\n    time.sleep(0.2)"
    _, shown = outputs(SETUP.read_text(encoding="utf-8"), loop)
    text = "".join(output.text for output in shown)
    assert "3/3" in text
    assert text.split("\r")[-2].strip() == "" == text.split("\r")[-1]
