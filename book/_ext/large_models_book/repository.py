"""Where the book's repository is, so that its buttons point there."""

import os
import re
import subprocess

GITHUB = re.compile(r"github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")


def repository_url(environment, git_remote):
    """The book's address on GitHub, or None where there is none.

    From BOOK_REPOSITORY_URL, else GITHUB_REPOSITORY (set by GitHub's
    runners), else the git remote in its https or ssh form.
    """
    given = environment.get("BOOK_REPOSITORY_URL")
    if not given and environment.get("GITHUB_REPOSITORY"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        given = f"{server}/{environment['GITHUB_REPOSITORY']}"
    found = GITHUB.search(given or git_remote)
    return f"https://github.com/{found[1]}/{found[2]}" if found else None


def git_remote(folder):
    """The address of the remote `origin`, or an empty string."""
    try:
        done = subprocess.run(
            ["git", "-C", folder, "remote", "get-url", "origin"],
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:  # no git: a book from a downloaded archive
        return ""
    return done.stdout.strip()


def set_repository(app, config):
    """Point every button at the reader's own repository, or show none."""
    url = repository_url(os.environ, git_remote(app.confdir))
    options = config.html_theme_options
    options["path_to_docs"] = ""
    if url:
        options["repository_url"] = url
        options["use_repository_button"] = True
        options["use_issues_button"] = True
    else:
        options.pop("repository_url", None)
        options["launch_buttons"] = {}
