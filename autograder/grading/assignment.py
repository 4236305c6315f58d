"""What grading needs to know of an assignment, read from ``source/`` and ``release/``."""

import ast
import hashlib
import importlib.util
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import from_dict
from nbgrader.utils import compute_checksum

from autograder.authoring.names import bound_names, free_names
from autograder.errors import CourseError

# a learner's cell that reads one of these may read any name
OPAQUE = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "__main__", "__import__"}
NOT_CLEAR = frozenset(), frozenset(), False  # a cell that may read and bind any name
MAX_READ = 50_000  # characters of one learner's cells; Python's own table of names can take hours


@dataclass(frozen=True)
class Cell:
    """A code cell that takes part in grading.

    Parameters
    ----------
    position : int
        In the repaired notebook.
    stage : int
        Of the released cell that it is or follows, in the release.
    kind : {"run", "given", "check"}
        The learner's; locked, which runs on both sides; judged.
    source, grade_id : str
        Its text, and nbgrader's id; empty without one.
    points : float
        Of a check.
    binds : frozenset of str
        Names that a locked cell leaves behind.
    """

    position: int
    stage: int
    kind: str
    source: str
    grade_id: str = ""
    points: float = 0
    binds: frozenset = field(default_factory=frozenset)


class Assignment:
    """One notebook of a course, as the instructor has it and as learners got it.

    Parameters
    ----------
    source, release : path
        The instructor's notebook and the one compiled from it.

    Attributes
    ----------
    name : str
        Of the notebook, and of the assignment.
    skeleton : dict
        The release, with the whole text of its checks: what an autograded notebook is made of.
    released : dict of str to str
        Grade id to the text that learners got.
    names : frozenset of str
        What the instructor's solution cells bind: all that a check may ask a learner's process for.
    given : list of (int, str)
        Locked code cells with their positions.
    folders : list of str
        Where the packages lie that a sandbox has to see.
    digest : str
        SHA-256 of both notebooks and of the packages that lie outside the environment, checks and
        all: the same digest gives the same scores.

    Raises
    ------
    CourseError
        When a file is missing, is no notebook, or the two do not belong together.
    """

    def __init__(self, source, release):
        source, release = Path(source), Path(release)
        self.name = source.stem
        raw = [_bytes(path) for path in (source, release)]
        instructors, self.skeleton = _notebook(source, raw[0]), _notebook(release, raw[1])
        full = {grade_id(c): text_of(c) for c in instructors["cells"] if grade_id(c)}
        self.released = {grade_id(c): text_of(c) for c in self.skeleton["cells"] if grade_id(c)}
        if list(full) != list(self.released):
            raise CourseError(
                f"{release} was not made from {source}: their cells differ. Run './course build' "
                f"or 'nbgrader generate_assignment {self.name} --force'."
            )
        for cell in self.skeleton["cells"]:
            cell["source"] = text_of(cell)
            if is_locked(cell):
                cell["source"] = full[grade_id(cell)]
                cell["metadata"]["nbgrader"]["checksum"] = compute_checksum(from_dict(cell))
        self.full = full
        solutions = [c for c in instructors["cells"] if flag(c, "solution") and is_code(c)]
        self.names = frozenset(n for c in solutions for n in bound_names(ast.parse(text_of(c))))
        self.given = [
            (i, text_of(c))
            for i, c in enumerate(self.skeleton["cells"])
            if is_locked(c) and not flag(c, "grade") and is_code(c)
        ]
        statements = [s for _, text in self.given for s in ast.parse(text).body]
        found = [s for s in statements if isinstance(s, (ast.Import, ast.ImportFrom))]
        self.folders = _folders(found)
        self.digest = _digest(raw, self.folders[2:])
        self.hidden = [str(source.resolve().parents[2])]

    def points(self):
        """List the points of each graded cell.

        Returns
        -------
        dict of str to float
            Grade id to points, those that a person gives included.
        """
        return {
            grade_id(c): float(c["metadata"]["nbgrader"]["points"])
            for c in self.skeleton["cells"]
            if flag(c, "grade")
        }

    def full_locked(self):
        """List the locked cells as the gradebook knows them.

        Returns
        -------
        dict of str to (str, float)
            Grade id to text, hidden tests included, and points.
        """
        points = self.points()
        return {
            grade_id(c): (text_of(c), points.get(grade_id(c), 0.0))
            for c in self.skeleton["cells"]
            if is_locked(c)
        }

    def cells_to_run(self, notebook):
        """Choose the code cells of a repaired notebook that take part.

        A released cell that the learner left as it was, and whose names nothing later reads, is
        a demonstration: it is not run.

        Parameters
        ----------
        notebook : dict
            Made by :func:`autograder.grading.repair.repair`.

        Returns
        -------
        list of Cell
            In the order of the notebook.
        """
        kept, needed, opaque, room = [], set(self.names), False, MAX_READ
        for position in reversed(range(len(notebook["cells"]))):
            cell = notebook["cells"][position]
            text = text_of(cell)
            if not is_code(cell):
                continue
            stage = cell["metadata"].get("stage", 0)
            if flag(cell, "grade") and not flag(cell, "solution"):
                meta = cell["metadata"]["nbgrader"]
                kept.append(
                    Cell(position, stage, "check", text, meta["grade_id"], float(meta["points"]))
                )
                continue
            if is_locked(cell):
                tree = ast.parse(text)
                needed |= free_names(tree)
                kept.append(
                    Cell(position, stage, "given", text, binds=frozenset(bound_names(tree)))
                )
                continue
            if flag(cell, "solution") or cell["metadata"].get("learners"):
                room -= len(text)
                reads, _, clear = _names(text) if room >= 0 else NOT_CLEAR
                opaque = opaque or not clear
            else:
                reads, binds, _ = _names(text)
                if not (binds & needed or (opaque and binds)):
                    continue
            needed |= reads
            kept.append(Cell(position, stage, "run", text, grade_id(cell) or ""))
        return kept[::-1]


def _names(text):
    """Names that a cell reads and binds, and whether its text alone tells that."""
    try:
        tree = ast.parse(text)
        reads, binds = free_names(tree), bound_names(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return NOT_CLEAR  # a learner's magic, or nonsense
    return reads, binds, not reads & OPAQUE


def _folders(imports):
    """Where Python and the packages that these statements import lie, outside /usr.

    The first two are the environment and the Python that it is made of.
    """
    folders = []
    tops = {
        name.split(".")[0]
        for s in imports
        for name in ([a.name for a in s.names] if isinstance(s, ast.Import) else [s.module or ""])
    }
    for top in sorted(tops):
        spec = importlib.util.find_spec(top) if top else None
        folders += list(getattr(spec, "submodule_search_locations", None) or [])
    python = [sys.prefix, sys.base_prefix]
    return python + [f for f in folders if not any(_inside(f, p) for p in ["/usr", *python])]


def _digest(texts, folders):
    digest = hashlib.sha256(b"\0".join(texts))
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"\0{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _inside(path, folder):
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def grade_id(cell):
    """Look up nbgrader's id of a cell; any cell of any notebook may be asked.

    Parameters
    ----------
    cell : dict
        As JSON has it.

    Returns
    -------
    str or None
        None where there is none.
    """
    name = _nbgrader(cell).get("grade_id")
    return name if isinstance(name, str) else None


def flag(cell, name):
    """Tell whether nbgrader's metadata of a cell set a flag.

    Parameters
    ----------
    cell : dict
        As JSON has it.
    name : str
        ``"grade"``, ``"locked"``, ``"solution"`` or ``"task"``.

    Returns
    -------
    bool
        False for whatever is not exactly true.
    """
    return _nbgrader(cell).get(name) is True


def is_locked(cell):
    """Tell whether the instructor's text of a cell counts, whatever the learner did to it.

    Parameters
    ----------
    cell : dict
        As JSON has it.

    Returns
    -------
    bool
        True for checks as well.
    """
    return (flag(cell, "grade") or flag(cell, "locked")) and not flag(cell, "solution")


def is_code(cell):
    """Tell whether it is a code cell.

    Parameters
    ----------
    cell : dict
        As JSON has it.

    Returns
    -------
    bool
        False for any other type, or none.
    """
    return cell.get("cell_type") == "code"


def text_of(cell):
    """Join a cell's source, whatever it was.

    Parameters
    ----------
    cell : dict
        As JSON has it.

    Returns
    -------
    str
        Empty for what is no text.
    """
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _nbgrader(cell):
    meta = cell.get("metadata")
    meta = meta.get("nbgrader") if isinstance(meta, dict) else None
    return meta if isinstance(meta, dict) else {}


def _bytes(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read ({error.strerror}): run './course build', which makes it."
        ) from None


def _notebook(path, raw):
    try:
        notebook = json.loads(raw)
        return {**notebook, "cells": list(notebook["cells"])}
    except (ValueError, KeyError, TypeError):
        raise CourseError(f"{path} is no notebook: run './course build', which makes it.") from None
