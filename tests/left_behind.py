"""What a grading run leaves on disk and among processes, to be compared and to be cleaned."""

import contextlib
import ctypes
import os
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path

from autograder.grading import memory
from autograder.grading.family import descendants

SUBREAPER = 36  # prctl(2): what a killed process leaves behind becomes a child of this one


def state(course):
    """What a run leaves: rows, receipts and files, comparable between copies of a class."""
    found = {"database": "missing", "grades": [], "receipts": []}
    if (course / "gradebook.db").exists():
        with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as db:
            (found["database"],) = db.execute("PRAGMA integrity_check").fetchone()
            with contextlib.suppress(sqlite3.OperationalError):  # killed before there were tables
                found["grades"] = sorted(db.execute(GRADES).fetchall())
                found["receipts"] = sorted(db.execute(RECEIPTS).fetchall())
    for room in ("autograded", "release", "source", "submitted"):
        for path in sorted((course / room).rglob("*")):
            if path.is_file():
                found[str(path.relative_to(course))] = path.read_bytes()
    return found


GRADES = """
SELECT sa.student_id, bc.name, g.auto_score, g.manual_score, g.needs_manual_grade
FROM grade g JOIN base_cell bc ON g.cell_id = bc.id
JOIN submitted_notebook sn ON g.notebook_id = sn.id
JOIN submitted_assignment sa ON sn.assignment_id = sa.id
"""
RECEIPTS = (
    "SELECT student, assignment, submission, digest, seed, isolation, result FROM grading_receipt"
)


def differences(found, due):
    """Sentences on how two states differ."""
    for key in sorted(set(found) | set(due)):
        if key not in found:
            yield f"{key} is missing"
        elif key not in due:
            yield f"{key} is there and should not be"
        elif found[key] != due[key]:
            yield f"{key} is not as in a run that nobody disturbed"


def points(found):
    """Learner to points of a state."""
    total = Counter()
    for student, _, score, *_ in found["grades"]:
        total[student] += score or 0
    return total


def leftovers(tmp, known_groups=(), patience=15):
    """Sentences on processes, temporary files and control groups that nobody needs any more.

    Parameters
    ----------
    tmp : path
        The runs' folder for temporary files.
    known_groups : collection of path
        Control groups that were there before.
    patience : float
        Seconds that processes get to end.
    """
    deadline = time.monotonic() + patience
    while (left := _mine()) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        yield f"a process is left: {command(pid)[:120] or pid}"
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    for path in sorted(tmp.glob("autograder-*")):
        rest = [p.name for p in path.iterdir() if not p.name.isdecimal()] if path.is_dir() else []
        if rest or not path.name.startswith("autograder-slots-"):
            yield f"in the folder for temporary files is left: {path.name} {' '.join(rest)}"
    for group in control_groups() - set(known_groups):
        if not Path(f"/proc/{group.name.split('-')[1]}").exists():
            yield f"a control group is left: {group}"


def control_groups():
    """Control groups of the graders that were started where this process was."""
    try:
        return set(memory._parent()[0].glob("autograder-*"))
    except OSError:
        return set()


def _mine():
    """Descendants that live; those that have only ended are reaped."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return descendants(os.getpid())


def reap_orphans(others):
    """Let go of adopted processes that have ended, as init does; `others` are not adopted."""
    for text in Path("/proc/self/task").glob("*/children"):
        for pid in set(map(int, text.read_text().split())) - others:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def adopt_orphans():
    """Make processes whose parents were killed children of this one: none gets out of sight."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def command(pid):
    """The command line of a process; empty when it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""
