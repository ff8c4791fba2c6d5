"""How a notebook's code reads: figures, for information (book/writing.md)."""

import ast
import statistics
import subprocess

from .notebooks import ROOT, Notebook, found, tags

COMPREHENSIONS = ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp
FOLDED = {"hide-input", "claims"}


def stored_names(tree):
    """Names bound at the top level of a cell."""
    scopes = ast.FunctionDef, ast.ClassDef
    return {
        node.id
        for statement in tree.body
        if not isinstance(statement, scopes)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def figures(notebook):
    """{name: figure} of the cells that a reader reads."""
    read = [
        cell.source
        for cell in notebook.code_cells
        if not any(t in FOLDED or t.startswith("snippet-") for t in tags(cell))
    ]
    trees = [ast.parse(source) for source in read]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    lines = sum(bool(row.strip()) for text in read for row in text.split("\n"))
    statements = [
        sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
        for tree in trees
    ]
    bound = [name for tree in trees for name in stored_names(tree)]
    crowded = [
        node
        for node in nodes
        if isinstance(node, ast.stmt)
        and not hasattr(node, "body")
        and sum(isinstance(n, COMPREHENSIONS) for n in ast.walk(node)) > 1
    ]
    syntax = sum(isinstance(node, ast.stmt | ast.expr) for node in nodes)
    return {
        "statements a cell": statistics.median(statements or [0]),
        "nodes a line": round(syntax / max(lines, 1), 1),
        "crowded statements": len(crowded),
        "names bound in two cells": sum(
            bound.count(n) > 1 for n in set(bound)
        ),
        "lines": lines,
        "words": len(notebook.prose.split()),
    }


def changed():
    """Notebooks that differ from the last commit, or lie in it newly."""
    status = subprocess.run(
        ["git", "-C", ROOT, "status", "--porcelain", "chapters"],
        capture_output=True,
        text=True,
    ).stdout
    return [p for name, p in found().items() if f"{name}.ipynb" in status]


def report_of_changed():
    """A line of figures for each notebook that changed."""
    return [
        f"{path.stem}: "
        + ", ".join(f"{k} {v}" for k, v in figures(Notebook(path)).items())
        for path in changed()
    ]
