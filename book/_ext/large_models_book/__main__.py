"""python -m large_models_book COMMAND: what make calls.

run FILE ...           execute notebooks in place
write                  write shared cells, reference lists and costs anew
check                  what notebooks break, and how changed ones read
colab                  take Colab's versions from its list on standard input
copy [--half] [--twice] [--backend] TARGET FILE ...   copies to run in tests
"""

import argparse
import datetime
import sys

from . import contract, density, runs, written
from .notebooks import ROOT, BookError, found, notebooks


def check():
    """Print what is broken, and the density of the notebooks that changed."""
    broken = contract.all_problems(notebooks())
    print("\n".join(broken + density.report_of_changed()))
    return bool(broken)


def main(arguments):
    """Do what the command line says; returns the exit status."""
    parser = argparse.ArgumentParser(prog="large_models_book")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run").add_argument("files", nargs="+")
    commands.add_parser("write")
    commands.add_parser("check")
    commands.add_parser("colab")
    copy = commands.add_parser("copy")
    copy.add_argument("target")
    copy.add_argument("files", nargs="*")
    for option in ("--half", "--twice", "--backend"):
        copy.add_argument(option, action="store_true")
    given = parser.parse_args(arguments)
    if given.command == "check":
        return check()
    if given.command == "colab":
        path = ROOT / "tests" / "colab.txt"
        text, today = path.read_text("utf-8"), datetime.date.today()
        path.write_text(written.colab(text, sys.stdin.read(), today), "utf-8")
    elif given.command == "write":
        print("\n".join(written.write()) or "nothing to write")
    elif given.command == "run":
        for path in given.files:
            runs.run(path)
    else:
        options = given.half, given.twice, given.backend
        files = given.files or found().values()
        if given.twice and not given.files:
            files = [book.path for book in notebooks() if runs.short(book)]
        runs.copies(given.target, files, *options)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BookError as error:
        sys.exit(str(error))
