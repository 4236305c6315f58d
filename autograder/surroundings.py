"""What nbgrader's own functions expect of the process that calls them."""

import contextlib
import os
import sys


@contextlib.contextmanager
def inside(folder):
    """Work in another folder, and come back.

    Parameters
    ----------
    folder : path
        Where to work.

    Yields
    ------
    None
        For a ``with`` block.
    """
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def tools_on_path():
    """Let nbgrader find ``alembic`` by name when the environment was not activated.

    Yields
    ------
    None
        For a ``with`` block.
    """
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
