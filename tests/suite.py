"""Pytest plug-in: how the suite is run (python -m pytest -p tests.suite).

Notebooks run in the kernel that keeps them alone, each worker on one core,
the longest first; what hides a failure behind another word is a failure.
"""

import functools
import os
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "book" / "_ext" / "large_models_book"
WORKER_BYTES = 3e9  # what a notebook may take
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
BUILD_FIRST = "test_every_toc_entry_has_a_page"
PAGE = re.compile(r"::test_a_page_reads_well\[(.+)-(?:http|file)-\d+\]$")


def pytest_xdist_auto_num_workers():
    """As many workers as there are cores, and memory for."""
    usable = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count()))
    cores = len(usable(0))
    if not hasattr(os, "sysconf"):  # Windows
        return cores
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, min(cores, int(memory // WORKER_BYTES)))


def pytest_configure(config):
    """The kernel of the notebooks, and one thread where workers share."""
    os.environ["JUPYTER_PATH"] = str(PACKAGE)
    if getattr(config.option, "nbval", False) or config.option.nbval_lax:
        config.option.nbval_kernel_name = "book"
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.update(ONE_THREAD)


@functools.cache
def declared(path):
    """The seconds that a notebook says it takes."""
    from large_models_book.notebooks import BookError, Notebook

    try:
        return Notebook(path).facts["seconds"]
    except BookError:  # a notebook of a test
        return 0


def seconds(item):
    """About how long the unit takes to which a test belongs."""
    if item.path.suffix == ".ipynb":
        return declared(item.path)
    return 1e6 if getattr(item, "originalname", "") == BUILD_FIRST else 0


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config, log):
    """What runs in one piece on one worker: a notebook, a page, a file."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            page = PAGE.search(nodeid)
            return page[1] if page else nodeid.split("::")[0]

    if config.getvalue("dist") == "loadfile":
        config.option.loadscopereorder = False  # as sorted below
        return Units(config, log)
    return None


def pytest_collection_modifyitems(items):
    """The longest units first, so that no worker waits at the end."""
    items.sort(key=lambda item: -seconds(item))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Turn a run red that hides failures behind another word.

    After a time-out nbval marks a notebook's other cells as expected
    failures; none of ours is expected. Nothing may be skipped in CI.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a worker of pytest-xdist
        return
    hidden = ["xfailed", "xpassed"] + ["skipped"] * ("CI" in os.environ)
    for word in hidden:
        if reporter.stats.get(word):
            reporter.write_line(f"{word} counts as failure here", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
