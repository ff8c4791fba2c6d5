"""python -m tests.normalise FILE ...: drop what only one machine's run adds.

Cell times, the interpreter's version and merged-together stream pieces
would make a diff of every run.
"""

import sys

from .notebooks import read, write


def normalise(document):
    """Keep the kernel's name, the covered ids and the cells' own metadata."""
    document["metadata"] = {
        "covers": document["metadata"].get("covers", []),
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    for cell in document["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = merged(cell["outputs"])


def merged(outputs):
    """Outputs with neighbouring pieces of one stream joined."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        stream = output["output_type"] == "stream"
        if stream and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    return joined


if __name__ == "__main__":
    for path in sys.argv[1:]:
        document = read(path)
        normalise(document)
        write(document, path)
