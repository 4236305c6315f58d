"""The documentation site, made from the guides, the releases and the docstrings."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.errors import CourseError

CONFIGURATION = "guides/site"
READ = ("guides", "release")  # folders that Sphinx reads; it must not find its own pages in them


def build_site(root, out):
    """Make the site anew in the folder `out`, without a network.

    Parameters
    ----------
    root : path
        The course.
    out : path
        A folder; what an earlier build left there is replaced once the new site is whole.

    Returns
    -------
    Path
        The page to open.

    Raises
    ------
    CourseError
        Names the page that Sphinx complains of, and why, or says what is wrong with `out`. The
        earlier site is left as it was.
    """
    root, out = Path(root).resolve(), Path(out).resolve()
    if any(out.is_relative_to(root / room) for room in READ):
        raise CourseError(f"{out}: lies among what the site is made of; name another folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / "objects.inv").exists():
        raise CourseError(f"{out}: holds something that is no site; name another folder.")
    if out.exists() and not out.is_dir():
        raise CourseError(f"{out}: is no folder; name one for the site.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".site-", dir=out.parent) as scratch:
            scratch = Path(scratch)
            found = complaints(root, "html", scratch)
            if found:
                more = f" ({len(found) - 1} more like it)" if len(found) > 1 else ""
                kept = "No site was written; an earlier one is as it was."
                raise CourseError(f"{found[0]}{more}. {kept}")
            _replace(out, scratch / "html", scratch / "earlier")
    except OSError as error:
        raise CourseError(f"{out}: the site cannot be written ({error.strerror}).") from None
    return out / "index.html"


def _replace(out, new, aside):
    """Move the site `out` aside and `new` to its place, or leave all as it was."""
    try:
        if out.exists():
            out.rename(aside)
        new.rename(out)
    except BaseException:  # Ctrl-C too: what lies aside is deleted next
        if aside.exists() and not out.exists():
            aside.rename(out)
        raise


def check_links(root):
    """Ask the network for every page outside that the site links to.

    Parameters
    ----------
    root : path
        The course.

    Raises
    ------
    CourseError
        Names every link that does not answer, one a line, and its page.
    """
    with tempfile.TemporaryDirectory() as scratch:
        found = complaints(Path(root).resolve(), "linkcheck", Path(scratch))
    if found:
        raise CourseError("\n".join(found))


def complaints(root, builder, scratch):
    """Run one of Sphinx's builders.

    Parameters
    ----------
    root : Path
        The course.
    builder : str
        ``"html"`` or ``"linkcheck"``; it writes into the folder of its name in `scratch`.
    scratch : Path
        An empty folder.

    Returns
    -------
    list of str
        What Sphinx complains of, each with its page and line; empty when all is well.
    """
    log = scratch / "warnings"
    command = [sys.executable, "-P", "-m", "sphinx", "-b", builder, "-c", root / CONFIGURATION]
    command += ["-d", scratch / "doctrees", "-w", log, "-W", "--keep-going", "-q", "--no-color"]
    command += [root, scratch / builder]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace")
    if not done.returncode:
        return []
    said = log.read_text(encoding="utf-8") if log.exists() else ""
    return sentences(said or done.stderr, root)


def sentences(said, root):
    """Split what Sphinx said into its warnings, without their further lines.

    Parameters
    ----------
    said : str
        Its warnings, or whatever it wrote when it broke down.
    root : Path
        The course, to name pages by their path in it.

    Returns
    -------
    list of str
        One at least.
    """
    lines = [line.replace(f"{root}{os.sep}", "") for line in said.splitlines() if line.strip()]
    level = re.compile(r"\b(?:WARNING|ERROR|CRITICAL): ")
    found = [level.sub("", line) for line in lines if level.search(line)]
    return found or lines[-1:] or ["Sphinx failed without a word"]
