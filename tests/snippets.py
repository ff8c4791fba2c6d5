"""python -m tests.snippets FILE ...: write the shared cells anew."""

import sys

from .notebooks import SNIPPETS, read, tags, write


def wanted(cell):
    """The text that a cell tagged snippet-NAME must have, or None."""
    for tag in tags(cell):
        if tag.startswith("snippet-"):
            path = SNIPPETS / f"{tag.removeprefix('snippet-')}.py"
            if not path.is_file():
                raise SystemExit(f"the tag {tag} has no file {path}")
            return path.read_text(encoding="utf-8").rstrip("\n")
    return None


if __name__ == "__main__":
    for path in sys.argv[1:]:
        document = read(path)
        changed = [
            cell
            for cell in document["cells"]
            if wanted(cell) not in (None, cell["source"])
        ]
        for cell in changed:
            cell["source"] = wanted(cell)
        if changed:
            write(document, path)
            print(f"{path}: {len(changed)} cells written; make run N={path}")
