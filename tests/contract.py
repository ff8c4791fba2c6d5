"""What a notebook must hold: `problems(path)` lists what it breaks."""

import ast
import csv
import re
import sys

from .notebooks import ROOT, SNIPPETS, code_cells, prose, read, tags
from .snippets import wanted

COLAB = (
    "IPython PIL keras matplotlib numpy pandas scipy sklearn statsmodels sympy"
    " tensorflow tqdm"
).split()
OUTSIDE = (  # standard modules that reach files, the shell or the network
    "ftplib http multiprocessing pickle shelve shutil smtplib socket sqlite3"
    " ssl subprocess urllib webbrowser"
).split()
FORBIDDEN_CALLS = {"open", "exec", "eval", "input", "__import__"}
FORBIDDEN_METHODS = (
    "system popen urlopen urlretrieve get_file read_csv to_csv read_text"
    " write_text read_bytes write_bytes savefig savetxt loadtxt memmap"
    " fromfile tofile read_pickle to_pickle unlink rmtree"
).split()
FILE_METHODS = {"save", "savez", "load_model", "save_weights", "load_weights"}
LONGEST_CELL = 40
LARGEST_FILE = 400 * 1024


def section_ids():
    """The audit's ids: {id: (kind, chapters)} from book/sources.csv."""
    with open(ROOT / "book" / "sources.csv", encoding="utf-8") as table:
        return {
            row["id"]: (row["kind"], row["chapters"].split())
            for row in csv.DictReader(table)
        }


def code_problems(source):
    """What the code of one cell does that a notebook may not do."""
    if re.search(r"^\s*[!%]", source, re.M):
        return ["a shell line or magic"]
    found = []
    tree = ast.parse(source)
    # a model saved and gone again, or a picture made in memory
    temporary = "TemporaryDirectory" in source or "BytesIO" in source
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or "."]
            )
            for name in names:
                top = name.split(".")[0]
                standard = top in sys.stdlib_module_names
                if top in OUTSIDE or not (standard or top in COLAB):
                    found.append(f"import of {name}")
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in FORBIDDEN_CALLS:
                found.append(f"call of {called.id}()")
            if isinstance(called, ast.Attribute):
                if called.attr in FORBIDDEN_METHODS or (
                    called.attr in FILE_METHODS and not temporary
                ):
                    found.append(f"file or network use: .{called.attr}()")
    if re.search(r"\btf\.(keras|compat\.v1)\b|\btf_keras\b", source):
        found.append("legacy Keras (tf.keras)")
    return found


def uses_tensorflow(source):
    """Whether the code names tensorflow itself rather than keras."""
    return bool(
        re.search(r"\btf\.|^\s*(import|from) tensorflow", source, re.M)
    )


def output_problems(cell):
    """What is wrong with the stored outputs of one code cell."""
    found = []
    shows = re.search(r"\bprint\(|plt\.show\(\)", cell["source"])
    defines = re.search(r"^(def|class) ", cell["source"], re.M)
    if shows and not defines and not cell["outputs"]:
        found.append("prints or plots, but has no stored output")
    for output in cell["outputs"]:
        if output.get("name") == "stderr":
            found.append("stored stderr")
        if output["output_type"] == "error":
            found.append(f"stored error {output['ename']}")
        data = output.get("data", {})
        if any("widget" in kind for kind in data):
            found.append("a stored widget")
        if "text/html" in data and "<table" in "".join(data["text/html"]):
            found.append("an HTML table (print it as text)")
        if "image/png" in data:
            figure = cell["metadata"].get("mystnb", {})
            if len(figure.get("image", {}).get("alt", "")) < 30:
                found.append("a figure without alternative text")
            if not figure.get("figure", {}).get("caption"):
                found.append("a figure without a caption")
    return found


def cell_problems(cell):
    """All that one code cell breaks."""
    source = cell["source"]
    found = code_problems(source) + output_problems(cell)
    lines = sum(bool(line.strip()) for line in source.splitlines())
    if lines > LONGEST_CELL:
        found.append(f"{lines} lines, at most {LONGEST_CELL}")
    if wanted(cell) not in (None, source):
        found.append("a snippet cell that differs from book/snippets")
    setup = "snippet-setup" in tags(cell)
    if "nbval-skip" in tags(cell) or "raises-exception" in tags(cell):
        found.append("a tag that hides the cell from the tests")
    if "nbval-ignore-output" in tags(cell) and not setup:
        found.append("ignores its output (the setup cell alone may)")
    if uses_tensorflow(source) and "tensorflow" not in tags(cell):
        found.append("uses tensorflow without the tag tensorflow")
    return found


def problems(path):
    """Every broken rule of the notebook at path, one line each."""
    document = read(path)
    cells = code_cells(document)
    found = []
    counts = [cell["execution_count"] for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        found.append("execution counts are not 1..n: make run N=…")
    if not any("snippet-setup" in tags(cell) for cell in cells):
        found.append("no cell tagged snippet-setup")
    for number, cell in enumerate(cells, 1):
        found += [f"cell {number}: {text}" for text in cell_problems(cell)]
    if path.stat().st_size > LARGEST_FILE:
        found.append(f"{path.stat().st_size // 1024} KB, at most 400")
    text = prose(document)
    for heading in ("## Summary", "## Exercises", "## References"):
        if heading not in text:
            found.append(f"no section {heading}")
    for line in re.findall(r"^#+ .*$", text, re.M):
        if "$" in line:
            found.append(f"a formula in the heading {line!r}")
    covers = document["metadata"].get("covers", [])
    known = section_ids()
    found += [
        f"covers {name}, no known id" for name in covers if name not in known
    ]
    if len(covers) != len(set(covers)):
        found.append("covers an id twice")
    return found + reading_problems(document)


def reading_problems(document):
    """Too many code cells in a row, or too few introduced by prose."""
    run = longest = introduced = total = 0
    previous = ""
    for cell in document["cells"]:
        run = run + 1 if cell["cell_type"] == "code" else 0
        longest = max(longest, run)
        if cell["cell_type"] == "code":
            total += 1
            introduced += previous == "markdown"
        previous = cell["cell_type"]
    found = [f"{longest} code cells in a row"] if longest > 3 else []
    if introduced < 0.85 * total:
        found.append(f"{introduced} of {total} code cells follow prose")
    return found


def definitions(path):
    """{body without names and docstring: name} of functions and classes."""
    bodies = {}
    for cell in code_cells(read(path)):
        if any(tag.startswith("snippet-") for tag in tags(cell)):
            continue
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                body = node.body[ast.get_docstring(node) is not None :]
                text = "\n".join(ast.dump(statement) for statement in body)
                if len(text) > 300:  # a one-line idiom is nobody's copy
                    bodies[text] = node.name
    return bodies


def snippet_problems():
    """Snippets over their length."""
    found = []
    for path in SNIPPETS.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        lines = sum(bool(line.strip()) for line in text.splitlines())
        if lines > (20 if path.stem == "setup" else 25):
            found.append(f"{path.name}: {lines} lines")
    return found
