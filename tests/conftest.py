"""What the tests share: notebooks, their functions, small files."""

import ast
import hashlib
from pathlib import Path

import numpy as np
import pytest

from large_models_book import density, notebooks, written


def pytest_generate_tests(metafunc):
    """A test that asks for `notebook` runs for each one."""
    if "notebook" in metafunc.fixturenames:
        books = notebooks.notebooks()
        names = [book.name for book in books]
        metafunc.parametrize("notebook", books, ids=names)


@pytest.fixture
def snippet():
    """snippet(name, **names): what a shared cell defines, by name."""

    def load(name, **names):
        import keras

        names |= {"keras": keras, "np": np}
        text = (written.SNIPPETS / f"{name}.py").read_text(encoding="utf-8")
        exec(compile(text, f"{name}.py", "exec"), names)
        return names

    return load


@pytest.fixture
def function():
    """function(notebook, name, **names): a function, with what it uses."""

    def load(notebook, name, **names):
        import keras

        names |= {"keras": keras, "np": np, "hashlib": hashlib, "Path": Path}
        book = notebooks.Notebook(notebooks.found()[notebook])
        for cell in book.code_cells:
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef) and node.name == name:
                    exec(ast.unparse(node), names)
                    return names[name]
        raise LookupError(f"{notebook} has no function {name}")

    return load


@pytest.fixture(scope="session")
def defined():
    """defined(notebook, *names, **given): the cells that define them, run."""

    def load(notebook, *names, **given):
        book = notebooks.Notebook(notebooks.found()[notebook])
        space = {"np": np, **given}
        for cell in book.code_cells:
            tree = ast.parse(cell.source)
            defines = {getattr(node, "name", "") for node in tree.body}
            if (defines | density.stored_names(tree)) & set(names):
                exec(cell.source, space)
        assert set(names) <= set(space)
        return space

    return load


@pytest.fixture(scope="session")
def llama_arrays():
    """llama_arrays(d_model, d_ff, n_vocab): two blocks of random weights.

    One head of four features for keys and values; the files' names.
    """

    def make(d_model, d_ff, n_vocab):
        square = d_model, d_model
        parts = {
            "attn_norm": (d_model,),
            "attn_q": square,
            "attn_k": (4, d_model),
            "attn_v": (4, d_model),
            "attn_output": square,
            "ffn_norm": (d_model,),
            "ffn_gate": (d_ff, d_model),
            "ffn_up": (d_ff, d_model),
            "ffn_down": (d_model, d_ff),
        }
        shapes = {"token_embd": (n_vocab, d_model), "output_norm": (d_model,)}
        for layer in range(2):
            for part, shape in parts.items():
                shapes[f"blk_{layer}_{part}"] = shape
        draw = np.random.default_rng(0).standard_normal
        return {name: draw(s).astype("f4") for name, s in shapes.items()}

    return make


@pytest.fixture
def reader(function, snippet):
    """reader(notebook, parser, **names): `public_data` with that parser."""

    def load(notebook, parser, **names):
        public_data = snippet("public_data")["public_data"]
        parse = function(notebook, parser, **names)
        return lambda place, digest: public_data(place, digest, parse)

    return load


@pytest.fixture
def stored():
    """stored(path, content): the path as text, and the content's SHA-256."""

    def store(path, content):
        path.write_bytes(content)
        return str(path), hashlib.sha256(content).hexdigest()

    return store


@pytest.fixture
def one_line(capsys):
    """one_line(start, *words): exactly this one line was printed."""

    def check(start, *words):
        line = capsys.readouterr().out
        assert line.startswith(start) and line.count("\n") == 1
        assert all(word in line for word in words), line

    return check
