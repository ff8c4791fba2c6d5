"""The book's Sphinx extension, which is no package, for the tests."""

import sys

from .notebooks import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))
import book_map
import large_models_book
from references import cited_as, entries, line, title

__all__ = [
    "book_map",
    "cited_as",
    "entries",
    "large_models_book",
    "line",
    "title",
]
