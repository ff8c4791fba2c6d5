"""What a notebook must hold: `problems(notebook)` lists what it breaks."""

import ast
import csv
import re
import sys

from . import references, written
from .notebooks import ROOT, tags

COLAB = (
    "IPython PIL babel fastapi keras matplotlib mlxtend networkx numpy pandas"
    " pywt scipy skimage sklearn statsmodels sympy tensorflow threadpoolctl"
    " tokenizers tqdm uvicorn"
    " gguf"  # fetched with the model file (requirements-models)
).split()
LONGER = (  # the map, and pages that read with the real model
    "07_applications 07_assistant 07_marking 07_tools"
).split()
ALL_SECONDS = 3000
LONGEST_CELL = 60
LONGEST_SNIPPET = 30
MOST_SNIPPETS = 3  # beside the setup cell
LARGEST_FILE = 400 * 1024
ID = re.compile(r"\bS[X0-4]-\d+(?:\.\d+)*(?:-[A-Z]?\d+)?")
MAGIC = re.compile(r"^\s*[!%]", re.M)
FIGURE = re.compile(r"\*\*Figure (\d+)\.\*\* \S")


def source_rows(root=ROOT):
    """The rows of book/sources.csv: id, kind, chapters, title."""
    with open(root / "book" / "sources.csv", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def source_ids():
    """The audit's ids: {id: (kind, chapters)}."""
    return {
        row["id"]: (row["kind"], row["chapters"].split())
        for row in source_rows()
    }


def budget(notebook):
    """The seconds that a notebook may take on two cores."""
    page = notebook.chapter == 7 and notebook.name not in LONGER
    return 90 if page else 120


def code_problems(source):
    """What no run in an empty folder shows, because only readers meet it."""
    if MAGIC.search(source):
        return ["a shell line or magic"]
    problems = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in COLAB:
                problems.append(f"import of {name}, which Colab does not have")
    if re.search(r"\btf\.(keras|compat\.v1)\b|\btf_keras\b", source):
        problems.append("legacy Keras (tf.keras)")
    return problems


def uses_tensorflow(source):
    """Whether the code names tensorflow itself rather than keras."""
    pattern = r"\btf\.|^\s*(import|from) tensorflow"
    return bool(re.search(pattern, source, re.M))


def output_problems(cell):
    """What is wrong with the stored outputs of one code cell."""
    problems = []
    shows = re.search(r"\bprint\(|plt\.show\(\)", cell.source)
    defines = re.search(r"^(def|class) ", cell.source, re.M)
    if shows and not defines and not cell.outputs:
        problems.append("prints or plots, but has no stored output")
    for output in cell.outputs:
        if output.get("name") == "stderr":
            problems.append("stored stderr")
        if output.output_type == "error":
            problems.append(f"stored error {output.ename}")
        if re.search(r"≈ *[-+]?(nan|inf)", output.get("text", "")):
            problems.append("a measured number that is none (nan, inf)")
        if "+-" in output.get("text", ""):
            problems.append("prints +- (the book's sign is ±)")
        data = output.get("data", {})
        if any("widget" in kind for kind in data):
            problems.append("a stored widget")
        if "<table" in data.get("text/html", ""):
            problems.append("an HTML table (print it as text)")
        if "image/png" in data:
            image = cell.metadata.get("mystnb", {}).get("image", {})
            if len(image.get("alt", "")) < 30:
                problems.append("a figure without alternative text")
    return problems


def shows_figure(cell):
    """Whether a cell has a picture among its outputs."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return any("image/png" in kinds for kinds in data)


def only_draws(cell):
    """Whether a picture is all that comes of a cell."""
    shown = shows_figure(cell) and len(cell.outputs) == 1
    return shown and not re.search(r"^ *assert ", cell.source, re.M)


def claims_problems(source):
    """A cell of claims holds asserts, each with the sentence that it holds."""
    asserts = [n for n in ast.walk(ast.parse(source)) if type(n) is ast.Assert]
    problems = [] if asserts else ["tagged claims, but asserts nothing"]
    for node in asserts:
        if node.msg is None:
            problems.append(f"line {node.lineno}: a claim without a sentence")
    return problems


def cell_problems(cell):
    """All that one code cell breaks."""
    source = cell.source
    try:
        compile(source, "cell", "exec")
    except SyntaxError as error:
        if not MAGIC.search(source):
            return [f"line {error.lineno}: no Python: {error.msg}"]
    problems = code_problems(source) + output_problems(cell)
    lines = sum(bool(line.strip()) for line in source.splitlines())
    if lines > LONGEST_CELL:
        problems.append(f"{lines} lines, at most {LONGEST_CELL}")
    marks = tags(cell)
    if "nbval-skip" in marks or "raises-exception" in marks:
        problems.append("a tag that hides the cell from the tests")
    if "nbval-ignore-output" in marks and "snippet-setup" not in marks:
        problems.append("ignores its output (the setup cell alone may)")
    if uses_tensorflow(source) and "tensorflow" not in marks:
        problems.append("uses tensorflow without the tag tensorflow")
    if only_draws(cell) and "hide-input" not in marks:
        problems.append("only draws, without the tag hide-input")
    if "claims" in marks:
        problems += claims_problems(source)
        if "hide-input" not in marks:
            problems.append("claims are folded: tag hide-input")
    return problems


def figure_problems(notebook):
    """Figures are numbered in a line below each, and named in the text.

    The line is Markdown, so that it is read in Lab and Colab as well.
    """
    problems, count, named = [], 0, set()
    cells = notebook.cells
    for number, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            text = FIGURE.sub("", cell.source)
            named.update(map(int, re.findall(r"\bFigures? (\d+)", text)))
            named.update(
                map(int, re.findall(r"\bFigures \d+ and (\d+)", text))
            )
            roles = re.findall(r"\{(?:numref|ref|doc|cite\w*)\}", text)
            if roles:
                problems.append(
                    f"cell {number}: {roles[0]} reads raw in Colab"
                )
        elif shows_figure(cell):
            count += 1
            below = cells[number + 1] if number + 1 < len(cells) else None
            caption = below and FIGURE.match(below.source)
            if not caption or int(caption[1]) != count:
                problems.append(
                    f"cell {number}: below it should stand **Figure {count}.**"
                )
    unknown = sorted(n for n in named if not 1 <= n <= count)
    return problems + [f"the text names Figure {n}: none" for n in unknown]


def source_problems(notebook, known):
    """Ids that do not exist, in the metadata or in the text."""
    problems = []
    for name, number in notebook.sources.items():
        if name not in known:
            problems.append(
                f"cell {number}: the source id {name} does not exist"
            )
    for number, cell in enumerate(notebook.cells):
        for name in ID.findall(cell.source):
            if name not in known:
                problems.append(f"cell {number}: {name} does not exist")
    if notebook.facts.get("sources"):
        problems.append("source ids stand in the cells that treat them")
    return problems


def reading_problems(cells):
    """Too many code cells in a row, or too few introduced by prose."""
    run = longest = introduced = total = 0
    previous = ""
    for cell in cells:
        code = cell.cell_type == "code" and "claims" not in tags(cell)
        run = run + 1 if code else 0
        longest = max(longest, run)
        total += code
        introduced += code and previous == "markdown"
        previous = cell.cell_type
    problems = [f"{longest} code cells in a row"] if longest > 3 else []
    if introduced < 0.85 * total:
        problems.append(f"{introduced} of {total} code cells follow prose")
    return problems


def budget_problems(notebook):
    """More seconds than a notebook may take."""
    if notebook.facts["seconds"] > budget(notebook):
        return [f"{notebook.facts['seconds']} s, at most {budget(notebook)}"]
    return []


def problems(notebook, known=None, works=None):
    """Every broken rule of a notebook, one line each."""
    known, works = known or source_ids(), works or references.entries()
    cells = notebook.code_cells
    broken = []
    if [c.execution_count for c in cells] != list(range(1, len(cells) + 1)):
        broken.append("execution counts are not 1..n: make run N=…")
    names = [name for _, _, name in notebook.snippets]
    if "setup" not in names:
        broken.append("no cell tagged snippet-setup")
    if len(names) > MOST_SNIPPETS + 1:
        broken.append(f"{len(names) - 1} snippets beside the setup")
    for number, text in written.wanted(notebook, works).items():
        if notebook.cells[number].source != text:
            broken.append(f"cell {number} is not what make write writes")
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip():
            broken += [
                f"cell {number}: {text}" for text in cell_problems(cell)
            ]
    size = notebook.path.stat().st_size
    if size > LARGEST_FILE:
        broken.append(f"{size // 1024} KB, at most {LARGEST_FILE // 1024}")
    for heading in ("## Summary", "## Exercises"):
        if heading not in notebook.prose:
            broken.append(f"no section {heading}")
    if not notebook.cells[-1].source.startswith(written.HEADING):
        broken.append(f"the last cell does not begin with {written.HEADING}")
    for line in re.findall(r"^#+ .*$", notebook.prose, re.M):
        if "$" in line:
            broken.append(f"a formula in the heading {line!r}")
    broken += figure_problems(notebook)
    broken += source_problems(notebook, known)
    broken += budget_problems(notebook)
    return broken + reading_problems(notebook.cells)


def definitions(notebook):
    """{body without names and docstring: name} of functions and classes."""
    bodies = {}
    snippets = [cell for _, cell, _ in notebook.snippets]
    for cell in notebook.code_cells:
        if cell in snippets:
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                body = node.body[ast.get_docstring(node) is not None :]
                text = "\n".join(ast.dump(statement) for statement in body)
                if len(text) > 300:  # a one-line idiom is nobody's copy
                    bodies[text] = node.name
    return bodies


def snippet_problems():
    """Snippets over their length."""
    broken = []
    for path in sorted(written.SNIPPETS.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = sum(bool(line.strip()) for line in text.splitlines())
        if lines > LONGEST_SNIPPET:
            broken.append(f"{path.name}: {lines} lines")
    return broken


def all_problems(books):
    """What is broken in any notebook, or in all together."""
    known, works = source_ids(), references.entries()
    broken = [
        f"{book.name}: {text}"
        for book in books
        for text in problems(book, known, works)
    ]
    seconds = sum(book.facts["seconds"] for book in books)
    print(f"{len(books)} notebooks, {seconds} of {ALL_SECONDS} s")
    if seconds > ALL_SECONDS:
        broken.append(f"all notebooks take {seconds} s, at most {ALL_SECONDS}")
    return broken + snippet_problems()
