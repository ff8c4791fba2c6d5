"""The notebooks of the book: the only list, the only reader and writer."""

import os
import re
from functools import cached_property
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[3]
FACTS = {  # what metadata["book"] must hold, and of which type
    "question": str,
    "runs": str,
    "seconds": int,
    "gigabytes": (int, float),
    "references": list,
}
COST = re.compile(r"^\*About .* on two CPU cores, .*\.\*$", re.M)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class BookError(ValueError):
    """What is wrong with the book, in one line that says where."""


def tags(cell):
    """The tags of a cell, an empty list where it has none."""
    return cell.metadata.get("tags", [])


def rounded(seconds):
    """Seconds as a reader wants them: by 5 below a minute, then by 10."""
    step = 5 if seconds < 57.5 else 10
    return max(step, step * round(seconds / step))


class Notebook:
    """One notebook, read; what is known of it stands in its metadata."""

    def __init__(self, path):
        self.path = Path(path)
        self.name = self.path.stem
        try:
            self.node = nbformat.read(self.path, as_version=4)
        except Exception as error:
            line = " ".join(str(error).split())[:200]
            raise BookError(f"{self.path.name}: no notebook: {line}") from None

    @property
    def cells(self):
        """All cells."""
        return self.node.cells

    @property
    def code_cells(self):
        """The code cells that hold anything."""
        return [
            cell
            for cell in self.cells
            if cell.cell_type == "code" and cell.source.strip()
        ]

    @property
    def prose(self):
        """All Markdown in one string."""
        texts = (c.source for c in self.cells if c.cell_type == "markdown")
        return "\n\n".join(texts)

    @property
    def chapter(self):
        """The chapter's number: the digits with which the name begins."""
        digits = re.match(r"(\d\d)_\w+$", self.name)
        if not digits:
            raise BookError(f"{self.name}: a notebook is called NN_name.ipynb")
        return int(digits[1])

    @property
    def title(self):
        """The heading of the first cell."""
        first = self.cells[0].source if self.cells else ""
        if not first.startswith("# "):
            raise BookError(f"{self.name}: cell 0 does not begin with # TITLE")
        return first.splitlines()[0].removeprefix("# ")

    @property
    def short_title(self):
        """The title as far as its colon: what links and tables call it."""
        return self.title.split(":")[0]

    @cached_property
    def facts(self):
        """metadata["book"], complete and of the right types."""
        facts = self.node.metadata.get("book")
        if not isinstance(facts, dict):
            raise BookError(f"{self.name}: no metadata under the key book")
        for field, kind in FACTS.items():
            if field not in facts:
                raise BookError(f"{self.name}: metadata book.{field} missing")
            value = facts[field]
            if not isinstance(value, kind) or isinstance(value, bool):
                wanted = getattr(kind, "__name__", "number")
                raise BookError(
                    f"{self.name}: metadata book.{field} is "
                    f"{type(value).__name__}, not {wanted}"
                )
        return facts

    @property
    def cost(self):
        """The line of a page that says what the notebook costs."""
        facts = self.facts
        return (
            f"*About {facts['seconds']} s on two CPU cores,"
            f" {facts['gigabytes']:.1f} GB.*"
        )

    @property
    def sources(self):
        """{audit id: number of the first cell that treats it}."""
        places = {}
        for number, cell in enumerate(self.cells):
            for name in cell.metadata.get("sources", []):
                places.setdefault(name, number)
        return places

    @property
    def snippets(self):
        """[(number, cell, name)] of the cells tagged snippet-NAME."""
        return [
            (number, cell, tag.removeprefix("snippet-"))
            for number, cell in enumerate(self.cells)
            for tag in tags(cell)
            if tag.startswith("snippet-")
        ]

    def measured(self, seconds, gigabytes):
        """Note what a run cost, unless it is close to what is noted."""
        facts = self.facts
        if not 0.75 <= seconds / max(facts["seconds"], 1) <= 1.33:
            facts["seconds"] = rounded(seconds)
        if abs(gigabytes - facts["gigabytes"]) > 0.15:
            facts["gigabytes"] = round(gigabytes, 1)

    def clean(self):
        """Drop what only one machine's run adds."""
        keep = {"book": self.node.metadata.get("book", {})}
        keep |= {"kernelspec": KERNEL, "language_info": {"name": "python"}}
        self.node.metadata = nbformat.from_dict(keep)
        for cell in self.cells:
            cell.metadata.pop("execution", None)

    def write(self, path=None):
        """Write the notebook; the old file stays until the new is whole."""
        path = Path(path or self.path)
        part = path.with_name(f".{path.name}.part")
        nbformat.write(self.node, part)
        os.replace(part, path)


def found(root=ROOT):
    """{name: path} of the notebooks on the disk, no JupyterLab copies."""
    paths = {}
    for path in sorted(Path(root, "chapters").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        if path.stem in paths:
            raise BookError(f"{path.stem}: two notebooks of this name")
        paths[path.stem] = path
    return paths


def toc(root=ROOT):
    """The pages of _toc.yml in reading order, without suffix."""
    content = yaml.safe_load(Path(root, "_toc.yml").read_text("utf-8"))
    parts = [page for part in content["parts"] for page in part["chapters"]]
    return [content["root"], *(page["file"] for page in parts)]


def notebooks(root=ROOT):
    """The notebooks in reading order; raises BookError if the toc differs."""
    paths = found(root)
    listed = [p for p in toc(root) if p.startswith("chapters/")]
    files = {f"chapters/{name}" for name in paths}
    for page in sorted(files.symmetric_difference(listed)):
        where = "is no file" if page in listed else "is not in _toc.yml"
        raise BookError(f"{page} {where}")
    return [Notebook(paths[page.split("/")[-1]]) for page in listed]
