"""The net works: a chapter that has gone wrong turns the run red.

Each case changes a copy of the first chapter's opening and runs on it what
the test command runs: the static contract, then nbval.
"""

import os
import subprocess
import sys

import pytest

from .contract import cell_problems, problems
from .notebooks import NOTEBOOKS, ROOT, read, tags, write

PRINTS = "from fractions import Fraction\n\nprint(Fraction(1, 3) + 1)"
CHECKS = "assert Fraction(1, 3) < 1\nprint('≈ 0.5')"


def cell(source, *lines):
    """A code cell that has been run and has printed the lines."""
    text = "".join(f"{line}\n" for line in lines)
    stream = {"name": "stdout", "output_type": "stream", "text": text}
    return {
        "cell_type": "code",
        "execution_count": 0,
        "id": f"net-{abs(hash(source)) % 10**6}",
        "metadata": {},
        "outputs": [stream] if lines else [],
        "source": source,
    }


@pytest.fixture
def copy(tmp_path):
    """The chapter's title and setup, then an exact and a measured cell."""
    document = read(NOTEBOOKS[0])
    setup = next(
        index
        for index, entry in enumerate(document["cells"])
        if "snippet-setup" in tags(entry)
    )
    cells = document["cells"][: setup + 1]
    cells += [cell(PRINTS, "4/3"), cell(CHECKS, "≈ 0.7")]
    runs = [entry for entry in cells if entry["cell_type"] == "code"]
    for count, entry in enumerate(runs, 1):
        entry["execution_count"] = count
    document["cells"] = cells
    return document, tmp_path / "copy.ipynb"


def nbval_exit(path):
    """The exit status of nbval on one notebook, run as the tests run it."""
    command = "-m pytest -q -p tests.strict -p no:cacheprovider --nbval"
    # no trace of the run around us: it would make this one a worker
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTEST_")
    }
    done = subprocess.run(
        [
            sys.executable,
            *command.split(),
            "--nbval-sanitize-with",
            ROOT / "tests" / "sanitize.cfg",
            path,
        ],
        cwd=ROOT,
        env=clean,
        capture_output=True,
    )
    return done.returncode


def static_problems(document):
    """What the contract says of the code cells, or of their counts."""
    runs = [c for c in document["cells"] if c["cell_type"] == "code"]
    found = [text for entry in runs for text in cell_problems(entry)]
    if [c["execution_count"] for c in runs] != list(range(1, len(runs) + 1)):
        found.append("execution counts")
    return found


def test_an_untouched_copy_is_green(copy):
    """The control: measured numbers may differ, nothing else does."""
    document, path = copy
    assert static_problems(document) == []
    write(document, path)
    assert nbval_exit(path) == 0


def alter_a_digit(cells):
    """4/3 becomes 5/3."""
    cells[-2]["outputs"][0]["text"] = "5/3\n"


def delete_an_output(cells):
    """The cell prints, the file holds nothing."""
    cells[-2]["outputs"] = []


def add_a_stderr_line(cells):
    """A warning among the stored outputs."""
    warning = {"name": "stderr", "output_type": "stream", "text": "warned\n"}
    cells[-2]["outputs"].append(warning)


def break_an_assert(cells):
    """The claim of the cell no longer holds."""
    cells[-1]["source"] = CHECKS.replace("<", ">")


@pytest.mark.parametrize(
    "damage",
    [alter_a_digit, delete_an_output, add_a_stderr_line, break_an_assert],
)
def test_nbval_sees_damage(copy, damage):
    """Each kind of damage makes the notebooks' run fail."""
    document, path = copy
    damage(document["cells"])
    write(document, path)
    assert nbval_exit(path) == 1


def strip(cells):
    """Outputs and counts gone, as after Clear All: nbval passes this."""
    for entry in cells:
        if entry["cell_type"] == "code":
            entry.update(outputs=[], execution_count=None)


@pytest.mark.parametrize(
    "damage", [strip, delete_an_output, add_a_stderr_line]
)
def test_the_contract_sees_damage(copy, damage):
    """What nbval overlooks, or needs minutes for, the contract finds."""
    document, _ = copy
    damage(document["cells"])
    assert static_problems(document) != []


@pytest.mark.parametrize(
    "source",
    [
        "open('data.txt')",
        "import requests",
        "from urllib.request import urlopen",
        "import os\nos.system('ls')",
        "!ls",
        "import tensorflow as tf",
        "layer = tf.keras.layers.Dense(1)",
        "model.save('model.keras')",
        "x = 1\n" * 41,
    ],
)
def test_the_contract_sees_what_a_notebook_may_not_do(source):
    """Files, network, shell, legacy Keras, untagged TensorFlow, length."""
    assert cell_problems(cell(source)) != []


def test_a_stripped_chapter_breaks_the_contract(tmp_path):
    """The whole first chapter without its outputs."""
    document = read(NOTEBOOKS[0])
    strip(document["cells"])
    write(document, tmp_path / NOTEBOOKS[0].name)
    found = problems(tmp_path / NOTEBOOKS[0].name)
    assert any("execution counts" in text for text in found)
    assert any("no stored output" in text for text in found)
