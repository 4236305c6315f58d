"""Which mistakes a check names, and which there are, both from their text alone."""

import ast
import difflib
from pathlib import Path

ROOM = "mlplab/checks/mistakes"


def known_mistakes(root):
    """Read the names of all mistakes: the keys of each ``MISTAKES = {...}``.

    Parameters
    ----------
    root : path
        The course.

    Returns
    -------
    set of str
        Empty when the course has no such room.
    """
    known = set()
    for path in (Path(root) / ROOM).glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MISTAKES":
                known |= set(_keys(node.value))
    return known


def named_mistakes(tree):
    """Collect the mistakes that a check names as ``mistake=...`` or in ``mistakes=...``.

    Parameters
    ----------
    tree : ast.Module
        The cell.

    Returns
    -------
    list of str
        In the order of the cell; without names that stand in a variable, which are looked up when
        the text runs.
    """
    named = []
    for call in ast.walk(tree):
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            if keyword.arg == "mistake":
                named += _texts([keyword.value])
            elif keyword.arg == "mistakes" and getattr(call.func, "attr", "") == "equals":
                named += _texts(getattr(keyword.value, "values", ()))
            elif keyword.arg == "mistakes":
                named += _keys(keyword.value)
    return named


def closest(name, known):
    """Find the names that are spelt most like another one.

    Parameters
    ----------
    name : str
        Not in `known`.
    known : set of str
        At least one.

    Returns
    -------
    str
        Up to three, for a sentence; empty when none is like it.
    """
    return ", ".join(map(repr, difflib.get_close_matches(name, sorted(known))))


def _keys(node):
    """Names in ``{name: wrong}`` or ``[(name, wrong)]``."""
    if isinstance(node, ast.Dict):
        return _texts(node.keys)
    pairs = node.elts if isinstance(node, (ast.List, ast.Tuple)) else ()
    return _texts(pair.elts[0] for pair in pairs if isinstance(pair, ast.Tuple))


def _texts(nodes):
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
