"""Runs notebooks: in place, or as copies in which something is changed."""

import copy
import os
import re
import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from . import written
from .notebooks import BookError, Notebook, tags

HALF = ('"mixed_float16" if gpu else "float32"', '"mixed_float16"')


def slow_cells(notebook, least=10):
    """[(cell number, seconds)] of the cells that took longer than that."""
    found = []
    for number, cell in enumerate(notebook.cells):
        times = cell.metadata.get("execution", {})
        if "iopub.status.idle" in times:
            begin, end = (
                datetime.fromisoformat(times[key].replace("Z", "+00:00"))
                for key in ("iopub.status.busy", "iopub.status.idle")
            )
            seconds = (end - begin).total_seconds()
            if seconds > least:
                found.append((number, round(seconds)))
    return found


def run(path):
    """Execute a notebook in a kernel of its own; write it if all went well."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = Notebook(path)
    os.environ["JUPYTER_PATH"] = str(Path(__file__).parent)
    with tempfile.TemporaryDirectory() as empty:
        client = NotebookClient(
            notebook.node,
            kernel_name="book",
            timeout=None,
            coalesce_streams=True,
            resources={"metadata": {"path": empty}},
        )
        begin = time.monotonic()
        try:
            client.execute()
        except CellExecutionError as error:
            lines = re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip()
            raise BookError(f"{lines}\n{path} is as it was") from None
        seconds = time.monotonic() - begin
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    for number, took in slow_cells(notebook):
        print(f"  cell {number}: {took} s")
    notebook.measured(seconds, peak / 1e9)
    notebook.cells[0].source = written.with_cost(notebook)
    notebook.clean()
    notebook.write()
    print(f"{path}: {seconds:.0f} s, {peak / 1e9:.1f} GB")


def short(notebook):
    """Whether a notebook is short enough to be run with each cell twice."""
    return notebook.facts["seconds"] < 30


def copies(target, paths, half=False, twice=False, backend=False):
    """Write notebooks to run, each into a folder that holds nothing else.

    `half`: with the policy that a GPU gets, on the CPU; `twice`: each code
    cell stands there twice; `backend`: without the cells that need TensorFlow.
    """
    for path in paths:
        notebook = Notebook(path)
        name = notebook.name
        if half:
            for _, cell, snippet in notebook.snippets:
                if snippet == "setup":
                    cell.source = cell.source.replace(*HALF)
        if backend:
            kept = [c for c in notebook.cells if "tensorflow" not in tags(c)]
            notebook.node.cells = kept
        if twice:
            name += "_twice"
            cells = []
            for cell in notebook.cells:
                cells.append(cell)
                if cell.cell_type == "code":
                    again = copy.deepcopy(cell)
                    again.id = f"{cell.id[:50]}-again"
                    cells.append(again)
            notebook.node.cells = cells
        folder = Path(target) / name
        folder.mkdir(parents=True, exist_ok=True)
        notebook.write(folder / f"{name}.ipynb")
