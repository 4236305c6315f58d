"""Read what a learner handed in, whatever it is, and put it back into the shape of the release.

Only the text of solution cells, and cells that learners added, come from them. Deleted, doubled,
retyped, moved or edited cells of the release stop mattering, and each repair is told.
"""

import copy
import json
import os
import stat

from nbformat import from_dict
from nbgrader.utils import compute_checksum

from autograder.grading.assignment import flag, grade_id, is_code, is_locked, text_of

MAX_BYTES = 20 << 20  # a notebook of the course has 0.1 MB, with all its figures 2 MB
MAX_TEXT = 1 << 20  # of one cell
MAX_CELLS = 2000
SHOWN = 6  # names in one sentence
EARLIER = "of an earlier release"

# what is told of cells: the words for one, and for several
DOUBLED = "was there twice; it counts once", "were there twice; each counts once"
EDITED = (
    "differed from the course's; the course's was used",
    "differed from the course's; the course's were used",
)
OUTDATED = f"is {EARLIER}; the present one was used", f"are {EARLIER}; the present ones were used"
LOST = "was missing; it was put back", "were missing; they were put back"
UNANSWERED = (
    "was missing, so there is no answer in it",
    "were missing, so there is no answer in them",
)


class Unreadable(Exception):
    """Nothing in a file can be graded; says why, to the learner."""


def read(path):
    """Read a file handed in; links are not followed.

    Parameters
    ----------
    path : path
        Of the notebook.

    Returns
    -------
    bytes
        At most `MAX_BYTES`.

    Raises
    ------
    Unreadable
        When there is no such file, or it is no file, or too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        raise Unreadable("The notebook is missing.") from None
    except OSError as error:
        why = "it is a link" if os.path.islink(path) else error.strerror
        raise Unreadable(f"The file cannot be read: {why}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("It is not a file.")
    with os.fdopen(descriptor, "rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES >> 20} MB: clear its outputs.")
    return raw


def parse(raw):
    """Find the cells of a notebook and what was wrong with its text.

    Parameters
    ----------
    raw : bytes
        Of any file.

    Returns
    -------
    cells : list of dict
        At most `MAX_CELLS`; of what is in them only the type is sure to be a string.
    told : list of str
        Sentences for the learner.

    Raises
    ------
    Unreadable
        When it is no notebook; says why.
    """
    told = []
    if not raw.strip():
        raise Unreadable("The file is empty.")
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = raw.decode("utf-16")
            told.append("The file was in UTF-16; notebooks are in UTF-8.")
        else:
            text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        told.append("The file holds bytes that are not UTF-8; they became question marks.")
    try:
        notebook = json.loads(text, parse_int=_integer)
    except RecursionError:
        raise Unreadable("The file is not a notebook: it is nested too deeply.") from None
    except ValueError as error:
        where = f" (line {error.lineno})" if hasattr(error, "lineno") else ""
        more = ": it holds the marks of a merge conflict" if "<<<<<<<" in text else ""
        raise Unreadable(f"The file is not a notebook, its JSON is broken{where}{more}.") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if (
        cells is None
        and isinstance(notebook, dict)
        and isinstance(notebook.get("worksheets"), list)
    ):
        told.append("The notebook is in an old format (nbformat 3).")
        sheets = [s.get("cells") for s in notebook["worksheets"] if isinstance(s, dict)]
        cells = [c for sheet in sheets if isinstance(sheet, list) for c in sheet]
        cells = [_of_format_3(c) for c in cells if isinstance(c, dict)]
    if not isinstance(cells, list):
        raise Unreadable("The file is not a notebook: it has no list of cells.")
    kept = [c for c in cells[:MAX_CELLS] if isinstance(c, dict)]
    if len(kept) < len(cells):
        told.append("Some cells were no cells, or too many; they were left out.")
    for cell in kept:
        if not isinstance(cell.get("cell_type"), str):
            cell["cell_type"] = ""
    return kept, told


def repair(assignment, cells):
    """Put a learner's cells into the released notebook.

    Parameters
    ----------
    assignment : Assignment
        Whose release it is put into.
    cells : list of dict
        From :func:`parse`.

    Returns
    -------
    notebook : dict
        Valid nbformat 4. Cells that are the learner's have ``metadata["learners"]``; all have
        ``metadata["stage"]``, the position of the released cell that they are or follow.
    told : list of str
        What was repaired.

    Raises
    ------
    Unreadable
        When no cell is one of the assignment's.
    """
    told, skeleton = {}, assignment.skeleton
    places = _Places(skeleton["cells"])
    answers, extras, anchor = {}, {}, -1
    seen = set()
    for cell in cells:
        place = places.of(cell)
        if place is None:
            if text_of(cell).strip():
                extras.setdefault(anchor, []).append(cell)
            continue
        released, anchor = skeleton["cells"][place], place
        name = grade_id(released)
        if flag(released, "solution"):
            answers.setdefault(place, []).append(cell)
        elif place in seen:
            if name:
                _tell(told, name, DOUBLED)
        elif is_locked(released):
            texts = assignment.released[name], assignment.full[name]
            if not any(_same(text_of(cell), text) for text in texts):
                _tell(told, name, OUTDATED if _given_out(cell, name) else EDITED)
            elif cell.get("cell_type") != released["cell_type"]:
                _tell(told, name, _retyped(cell))
        elif not _same(text_of(cell), text_of(released)):
            answers[place] = [cell]
        seen.add(place)
    known = [skeleton["cells"][place] for place in seen]
    if not any(flag(cell, "solution") or flag(cell, "grade") for cell in known):
        raise Unreadable("The file holds no cell of this assignment: is it another notebook?")
    out = {**skeleton, "cells": []}
    out["metadata"] = copy.deepcopy(skeleton["metadata"])
    _add(out, extras.get(-1, []), 0)
    for place, released in enumerate(skeleton["cells"]):
        cell = copy.deepcopy(released)
        cell["metadata"]["stage"] = place
        name, given = grade_id(cell), answers.get(place, [])
        if flag(cell, "solution"):
            chosen, others = _chosen(given, text_of(released))
            if chosen is None:
                _tell(told, name, UNANSWERED)
            else:
                cell["source"] = text_of(chosen)[:MAX_TEXT]
                if chosen.get("cell_type") != cell["cell_type"]:
                    _tell(told, name, _retyped(chosen))
            if len(given) > 1:
                _tell(told, name, _copied(len(given)))
            _add(out, others, place)
        elif given:
            cell["source"] = text_of(given[0])[:MAX_TEXT]
            cell["metadata"]["learners"] = True
        elif name and place not in seen:
            _tell(told, name, LOST)
        out["cells"].append(cell)
        _add(out, extras.get(place, []), place)
    return out, [_sentence(names, *words) for words, names in told.items()]


def learners_own(told):
    """Leave out what the course itself has changed since the learner got the notebook.

    Parameters
    ----------
    told : iterable of str
        From :func:`repair`.

    Returns
    -------
    list of str
        What is worth a look: cells that were deleted, doubled, edited or retyped.
    """
    return [sentence for sentence in told if EARLIER not in sentence]


def _tell(told, name, words):
    names = told.setdefault(words, [])
    if name not in names:
        names.append(name)


def _sentence(names, one, several):
    if len(names) == 1:
        return f"The cell {names[0]} {one}."
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"These {len(names)} cells {several}: {', '.join(names[:SHOWN])}{more}."


def _retyped(cell):
    kind = _kind(cell)
    return f"had become {kind}; it was put right", f"had become {kind}; they were put right"


def _copied(times):
    return (
        f"was there {times} times; the last answer counts",
        f"were there {times} times each; the last answer counts",
    )


def _given_out(cell, name):
    """Whether nbgrader's checksum fits: nobody edited the cell since some release gave it out.

    Who forges one gains nothing but this milder sentence.
    """
    if grade_id(cell) != name:
        return False
    role = cell["metadata"]["nbgrader"]
    bare = {"cell_type": cell["cell_type"], "source": text_of(cell), "metadata": {"nbgrader": role}}
    try:
        return compute_checksum(from_dict(bare)) == role.get("checksum")
    except (KeyError, TypeError, ValueError, OverflowError):  # points of any kind
        return False


class _Places:
    """Finds the released cell that a learner's cell is: by grade id, cell id, or text."""

    def __init__(self, cells):
        self._by_name = {grade_id(c): i for i, c in enumerate(cells) if grade_id(c)}
        self._by_id = {c.get("id"): i for i, c in enumerate(cells) if c.get("id")}
        plain = [(i, c) for i, c in enumerate(cells) if not grade_id(c)]
        self._by_text = {(c["cell_type"], _bare(text_of(c))): i for i, c in reversed(plain)}
        self._taken = set()

    def of(self, cell):
        name = grade_id(cell)
        if name in self._by_name:
            return self._by_name[name]
        found = self._by_id.get(cell.get("id")) if isinstance(cell.get("id"), str) else None
        if found is None or found in self._taken:
            same = self._by_text.get((cell.get("cell_type"), _bare(text_of(cell))))
            found = same if same is not None else None if found in self._taken else found
        if found is not None:
            self._taken.add(found)
        return found


def _chosen(given, stub):
    """Of several copies of a solution cell the last that holds an answer; the others follow on."""
    if not given:
        return None, []
    written = [c for c in given if not _same(text_of(c), stub)]
    chosen = (written or given)[-1]
    return chosen, [c for c in written if c is not chosen and is_code(c)]


def _add(out, cells, stage):
    """Append cells that the learner added."""
    for cell in cells:
        kind = cell.get("cell_type")
        if kind not in ("code", "markdown"):
            continue
        new = {
            "cell_type": kind,
            "id": f"added-{len(out['cells'])}",
            "metadata": {"learners": True, "stage": stage},
            "source": text_of(cell)[:MAX_TEXT],
        }
        if kind == "code":
            new |= {"outputs": [], "execution_count": None}
        out["cells"].append(new)


def _integer(digits):
    return int(digits) if len(digits) < 400 else 0  # Python refuses more than 4300 digits


def _of_format_3(cell):
    return {**cell, "source": cell.get("input", cell.get("source", ""))}


def _bare(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _same(one, other):
    return _bare(one) == _bare(other)


def _kind(cell):
    kind = cell.get("cell_type")
    return {"markdown": "text", "raw": "raw text", "code": "code"}.get(kind, "something else")
