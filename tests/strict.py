"""Pytest plug-in: expected failures count as failures, skips do in CI.

After a cell time-out nbval marks a notebook's other cells as expected
failures; none of ours is expected.
"""

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Turn a run red that hides failures behind another word."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a worker of pytest-xdist
        return
    hidden = ["xfailed", "xpassed"] + ["skipped"] * ("CI" in os.environ)
    for word in hidden:
        if reporter.stats.get(word):
            reporter.write_line(f"{word} counts as failure here", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
