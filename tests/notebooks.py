"""Where the notebooks are, and how they are read and written."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SNIPPETS = ROOT / "book" / "snippets"
NOTEBOOKS = sorted(
    path
    for path in (ROOT / "chapters").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)


def read(path):
    """The notebook at path, sources and texts as one string each."""
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    for cell in document["cells"]:
        cell["source"] = "".join(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"])
    return document


def write(document, path):
    """Write a notebook as JupyterLab does: one line of text a line."""
    for cell in document["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = output["text"].splitlines(keepends=True)
    text = json.dumps(document, indent=1, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def code_cells(document):
    """The code cells that hold anything."""
    return [
        cell
        for cell in document["cells"]
        if cell["cell_type"] == "code" and cell["source"].strip()
    ]


def tags(cell):
    """The tags of a cell, an empty list where it has none."""
    return cell["metadata"].get("tags", [])


def prose(document):
    """All Markdown of a notebook in one string."""
    return "\n\n".join(
        cell["source"]
        for cell in document["cells"]
        if cell["cell_type"] == "markdown"
    )
