"""The net works: a chapter that has gone wrong turns the run red.

Each case changes a small notebook and runs on it what the test command runs:
the static contract, then nbval with the suite's plug-in.
"""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from large_models_book.contract import cell_problems, claims_problems, problems
from large_models_book.notebooks import ROOT, Notebook, notebooks

PRINTS = "from fractions import Fraction\n\nprint(Fraction(1, 3) + 1)"
CHECKS = "assert Fraction(1, 3) < 1\nprint('≈ 0.5 ± 0.1')"
WRITES = "print('≈| a line that a model wrote, loss ≈ nan')"
EXACT, MEASURED, WRITTEN = range(3)


def cell(source, text="", count=1, **metadata):
    """A code cell that has been run and has printed the text."""
    outputs = [nbformat.v4.new_output("stream", text=text)] if text else []
    return nbformat.v4.new_code_cell(
        source, outputs=outputs, execution_count=count, metadata=metadata
    )


@pytest.fixture
def cells():
    """An exact cell, a measured one, and one with a model's words."""
    return [
        cell(PRINTS, "4/3\n", 1),
        cell(CHECKS, "≈ 0.7 ± 0.25\n", 2),
        cell(WRITES, "≈| something else\n", 3),
    ]


@pytest.fixture
def status(tmp_path):
    """status(cells, *options, **environment): pytest's exit status."""

    def run(cells, *options, **environment):
        path = tmp_path / "copy.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        # no trace of the run around us: it would make this one a worker
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST_") and name != "CI"
        }
        command = "-m pytest -q -p tests.suite -p no:cacheprovider --nbval"
        sanitizer = ROOT / "tests" / "sanitize.cfg"
        done = subprocess.run(
            [
                *(sys.executable, *command.split(), *options),
                *("--nbval-sanitize-with", sanitizer, path),
            ],
            cwd=ROOT,
            env=clean | environment,
            capture_output=True,
            text=True,
        )
        run.output = done.stdout
        return done.returncode

    return run


def static_problems(cells):
    """What the contract says of the code cells, or of their counts."""
    found = [text for entry in cells for text in cell_problems(entry)]
    counts = [entry.execution_count for entry in cells]
    return found + ["counts"] * (counts != list(range(1, len(cells) + 1)))


@pytest.mark.slow
def test_an_untouched_copy_is_green(cells, status):
    """The control: measured numbers and a model's words may differ."""
    assert static_problems(cells) == []
    assert status(cells) == 0, status.output


def alter_a_digit(cells):
    """4/3 becomes 5/3."""
    cells[EXACT].outputs[0].text = "5/3\n"


def delete_an_output(cells):
    """The cell prints, the file holds nothing."""
    cells[EXACT].outputs = []


def add_a_stderr_line(cells):
    """A warning among the stored outputs."""
    warning = nbformat.v4.new_output("stream", name="stderr", text="warned\n")
    cells[EXACT].outputs.append(warning)


def break_an_assert(cells):
    """The claim of the cell no longer holds."""
    cells[MEASURED].source = CHECKS.replace("<", ">")


def diverge(cells):
    """A loss that is no number where a number was."""
    cells[MEASURED].source = CHECKS.replace("0.5", "nan")


def add_a_line(cells):
    """A model wrote two lines, one is stored."""
    cells[WRITTEN].source = WRITES + "\nprint('≈| and another')"


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        alter_a_digit,
        delete_an_output,
        add_a_stderr_line,
        break_an_assert,
        diverge,
        add_a_line,
    ],
)
def test_nbval_sees_damage(cells, status, damage):
    """Each kind of damage makes the notebooks' run fail."""
    damage(cells)
    assert status(cells) == 1, status.output


@pytest.mark.slow
def test_a_cell_that_never_ends_is_a_failure(cells, status):
    """After a time-out nbval expects all other cells to fail."""
    cells.insert(0, cell("import time\n\ntime.sleep(60)"))
    assert status(cells, "--nbval-cell-timeout", "1") == 1
    assert "xpassed counts as failure here" in status.output


@pytest.mark.slow
@pytest.mark.parametrize("ci, code", [({"CI": "true"}, 1), ({}, 0)])
def test_a_skipped_test_is_a_failure_in_ci(tmp_path, status, cells, ci, code):
    """At a reader's a missing browser may skip tests; in CI none may."""
    skips = tmp_path / "test_skips.py"
    skips.write_text("import pytest\n\ndef test_it():\n    pytest.skip('')\n")
    assert status(cells, str(skips), **ci) == code, status.output


def strip(cells):
    """Outputs and counts gone, as after Clear All: nbval passes this."""
    for entry in cells:
        entry.update(outputs=[], execution_count=None)


def store_a_nan(cells):
    """A measured number that is none, stored."""
    cells[MEASURED].outputs[0].text = "≈ nan\n"


@pytest.mark.parametrize(
    "damage", [strip, delete_an_output, add_a_stderr_line, store_a_nan]
)
def test_the_contract_sees_damage(cells, damage):
    """What nbval overlooks, or needs minutes for, the contract finds."""
    damage(cells)
    assert static_problems(cells) != []


@pytest.mark.parametrize(
    "source",
    [
        "import requests",
        "x = (",
        "!ls",
        "%pip install x",
        "import tensorflow as tf",
        "layer = tf.keras.layers.Dense(1)",
        "x = 1\n" * 61,
    ],
)
def test_the_contract_sees_what_a_notebook_may_not_hold(source):
    """What Colab lacks, magics, legacy Keras, untagged TensorFlow, length."""
    assert cell_problems(cell(source)) != []


def test_claims_have_sentences():
    """A cell of claims asserts something, and says what."""
    assert claims_problems("assert a < b, 'a is the smaller'") == []
    assert claims_problems("assert a < b") != []
    assert claims_problems("print(1)") != []


ESCAPES = {  # source: what the one line says
    "open('beside.txt', 'w')": "writing beside.txt",
    "from pathlib import Path\nPath('b.txt').open('w')": "writing b.txt",
    "import numpy as np\nnp.save('a.npy', np.ones(3))": "writing a.npy",
    "import os\nos.remove('copy.ipynb')": "changing copy.ipynb",
    "import os\nos.mkdir('folder')": "changing folder",
    "import shutil\nshutil.move('copy.ipynb', 'x')": "writing x",
    "from os import system\nsystem('ls')": "a shell (ls)",
    "import subprocess\nsubprocess.run(['ls'])": "other programs (ls)",
    "import socket\nsocket.create_connection(('192.0.2.1', 80))": "192.0.2.1",
    "import urllib.request as u\nu.urlopen('https://example.org')": "network",
    "import pandas\npandas.read_json('https://example.org/x')": "a network",
}
STAYS = [
    "import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
    "    open(f'{folder}/x', 'w').close()",
    "import socket\nsocket.create_server(('127.0.0.1', 0)).close()",
    "import sys, subprocess\nsubprocess.run([sys.executable, '-c', '1'])",
]


@pytest.mark.slow
def test_what_leaves_the_notebook_fails_with_one_line(tmp_path, monkeypatch):
    """No file beside it, no program, no network; a scratch folder is there."""
    from nbclient import NotebookClient

    kernels = ROOT / "book" / "_ext" / "large_models_book"
    monkeypatch.setenv("JUPYTER_PATH", str(kernels))
    cells = [cell(source) for source in [*ESCAPES, *STAYS]]
    book = nbformat.v4.new_notebook(cells=cells)
    (tmp_path / "copy.ipynb").write_text("{}")
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(
        book, kernel_name="book", allow_errors=True, resources=place
    ).execute()
    for entry in cells:
        errors = [o.evalue for o in entry.outputs if o.output_type == "error"]
        if entry.source in STAYS:
            assert errors == [], entry.source
        else:
            (line,) = errors
            assert "a notebook runs alone, without" in line, entry.source
            assert ESCAPES[entry.source] in line and "\n" not in line
    assert [path.name for path in tmp_path.iterdir()] == ["copy.ipynb"]


def test_a_stripped_chapter_breaks_the_contract(tmp_path):
    """The whole first chapter without its outputs."""
    book = notebooks()[0]
    strip(book.code_cells)
    path = Path(tmp_path, book.path.name)
    book.write(path)
    found = problems(Notebook(path))
    assert any("execution counts" in text for text in found)
    assert any("no stored output" in text for text in found)
