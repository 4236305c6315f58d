"""Read an exercise's text and expand the short roles of its cells.

A role stands in the header of a cell in Jupytext's percent format:
====================================  ============================================================
``# %% solve="area"``                 the learner writes it; holds a solution region
``# %% check="area-square" points=3`` graded, all or nothing; may end in a hidden region
``# %% locked="imports"``             given, read only
(none)                                prose, demonstrations, panels
====================================  ============================================================
"""

import hashlib
import re
from pathlib import Path

import jupytext
import nbformat

from autograder.errors import CourseError

ROLES = ("solve", "check", "locked")
KNOWN_OPTIONS = {*ROLES, "points", "tags"}
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_text(path):
    """Read a percent-format file as a notebook whose cells still carry the short roles.

    Parameters
    ----------
    path : path
        In ``notebooks/``, or of a corpus.

    Returns
    -------
    NotebookNode
        Roles and options are the cells' metadata.

    Raises
    ------
    CourseError
        When the file is missing or is no percent-format text.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{path}: not UTF-8 text ({error.reason} at byte {error.start})."
        ) from None
    if not re.search(r"^# %%", text, re.MULTILINE):
        raise CourseError(f"{path}: no cell found; a cell starts with a line '# %%'.")
    try:
        return jupytext.reads(text, fmt="py:percent")
    except nbformat.ValidationError as error:
        raise CourseError(
            f"{path}: the header of a cell is not valid: {error.message} "
            '(tags is a list of words, like tags=["demo"]).'
        ) from None


def role_of(cell):
    """Look up the role of a cell as read from text.

    Parameters
    ----------
    cell : NotebookNode
        From :func:`read_text`.

    Returns
    -------
    role : str or None
        One of `ROLES`; None for prose, demonstrations and panels.
    name : str or None
        What the header calls it.
    """
    for role in ROLES:
        if role in cell.metadata:
            return role, cell.metadata[role]
    return None, None


def grade_id_of(cell):
    """Work out nbgrader's id of a cell.

    Parameters
    ----------
    cell : NotebookNode
        From :func:`read_text`.

    Returns
    -------
    str or None
        The function's name, ``check-...`` or ``locked-...``; None without a role.
    """
    role, name = role_of(cell)
    return None if role is None else name if role == "solve" else f"{role}-{name}"


def expand(nb):
    """Make the instructor notebook: nbgrader's metadata for roles, cell ids from content.

    Parameters
    ----------
    nb : NotebookNode
        From :func:`read_text`, without :func:`problems <autograder.authoring.rules.problems>`.

    Returns
    -------
    NotebookNode
        The same text gives the same bytes.
    """
    out = nbformat.v4.new_notebook(metadata=nbformat.from_dict(KERNEL))
    seen = {}
    for cell in nb.cells:
        role, _ = role_of(cell)
        metadata = {}
        if "tags" in cell.metadata:
            metadata["tags"] = list(cell.metadata["tags"])
        if role:
            metadata["nbgrader"] = {
                "schema_version": 3,
                "grade": role == "check",
                "grade_id": grade_id_of(cell),
                "locked": role != "solve",
                "solution": role == "solve",
                "task": False,
            }
            if role == "check":
                metadata["nbgrader"]["points"] = cell.metadata["points"]
        new = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[
            cell.cell_type
        ](cell.source, metadata=nbformat.from_dict(metadata))
        new.id = _cell_id(cell, seen)
        out.cells.append(new)
    nbformat.validate(out)
    return out


def _cell_id(cell, seen):
    """An id that depends on the grade id, else on the text, so that building twice is identical."""
    name = grade_id_of(cell)
    if name is None:
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        name = f"{cell.cell_type}-{digest}"
    name = re.sub(r"[^A-Za-z0-9_-]", "-", name)[:60]
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"
