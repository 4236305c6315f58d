"""Count the mistakes of a class, for the next lecture: ``mistakes.csv`` and a page to read."""

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import CourseError
from autograder.graded import Notes, read_checks, read_notes
from autograder.grading.repair import learners_own
from autograder.pages import render

UNNAMED, UNWRITTEN = "(no known mistake)", "(not written yet)"
NO_NOTEBOOK = "The autograded file is not a notebook."
COLUMNS = ("exercise", "task", "mistake", "submissions", "share")
SHOWN = 3  # mistakes per task on the page; the table holds all
NAMED = 12  # learners by name beside one sentence


@dataclass
class TaskCount:
    """One task of an exercise over the class; every number counts submissions.

    Parameters
    ----------
    exercise, task : str
        Names of the notebook and of the solve cell.
    right : int
        All checks of the task pass.
    mistakes : Counter
        Mistake -> submissions; :data:`UNNAMED` and :data:`UNWRITTEN` stand beside the named ones.
    hidden_only : int
        Only hidden tests fail.
    """

    exercise: str
    task: str
    right: int = 0
    mistakes: Counter = field(default_factory=Counter)
    hidden_only: int = 0

    @property
    def named(self):
        """``(mistake, submissions)`` of the named mistakes, the commonest first."""
        named = [(m, n) for m, n in self.mistakes.items() if m not in (UNNAMED, UNWRITTEN)]
        return sorted(named, key=lambda pair: (-pair[1], pair[0]))


@dataclass
class ClassCount:
    """What the autograded notebooks of an assignment tell.

    Parameters
    ----------
    learners : int
        Submissions read; what shares are shares of.
    tasks : list of TaskCount
        In the order of the notebook.
    meanings : dict of str to (str, str)
        Mistake -> what its message says and asks.
    events : dict of (str, str) to list of str
        ``"ungraded"``, ``"stopped"`` or ``"repaired"`` and a sentence -> the learners it is about.
    """

    learners: int = 0
    tasks: list = field(default_factory=list)
    meanings: dict = field(default_factory=dict)
    events: dict = field(default_factory=dict)

    @property
    def commonest(self):
        """``(TaskCount, mistake, submissions)`` of the named mistakes, the commonest first."""
        every = [(task, m, n) for task in self.tasks for m, n in task.named]
        return sorted(every, key=lambda one: -one[2])


def write_mistakes(course_root, assignment, folder):
    """Write ``mistakes.csv`` and ``mistakes.html`` for one autograded assignment.

    Parameters
    ----------
    course_root : path
        The folder that holds ``autograded/``.
    assignment : str
        Its name.
    folder : path
        Where to write; made when it is missing.

    Returns
    -------
    csv_path : Path
        The table.
    page_path : Path
        The page.

    Raises
    ------
    CourseError
        When nothing of the assignment has been autograded.
    """
    notebooks = sorted(Path(course_root).glob(f"autograded/*/{assignment}/*.ipynb"))
    if not notebooks:
        raise CourseError(
            f"{Path(course_root) / 'autograded'}: nothing of {assignment} has been graded; run "
            f"'nbgrader autograde {assignment}' first."
        )
    counted = count((path.parents[1].name, path.stem, read_json(path)) for path in notebooks)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    table, page = folder / "mistakes.csv", folder / "mistakes.html"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(counted))
    page.write_text(
        render(
            "mistakes.html.j2",
            assignment=assignment,
            counted=counted,
            shown=SHOWN,
            most=NAMED,
            unnamed=UNNAMED,
            unwritten=UNWRITTEN,
        ),
        encoding="utf-8",
    )
    return table, page


def count(notebooks):
    """Count mistakes; a submission counts a mistake once per task.

    Parameters
    ----------
    notebooks : iterable of (str, str, dict or None)
        Learner, notebook, and its JSON; None when the file holds none.

    Returns
    -------
    ClassCount
        Tasks in the order in which they were met, events by how many they are about.
    """
    found, tasks, learners = ClassCount(), {}, set()
    for learner, notebook, nb in notebooks:
        learners.add(learner)
        notes = Notes(reason=NO_NOTEBOOK) if nb is None else read_notes(nb)
        happened = [("stopped", sentence) for sentence in notes.stopped]
        happened += [("repaired", sentence) for sentence in learners_own(notes.repairs)]
        happened += [("ungraded", notes.reason)] if notes.reason else []
        for event in happened:
            found.events.setdefault(event, []).append(learner)
        if notes.reason:
            continue
        by_task = {}
        for check in read_checks(nb):
            by_task.setdefault(check.task, []).append(check)
            _learn_meaning(found.meanings, check)
        for task, checks in by_task.items():
            one = tasks.setdefault((notebook, task), TaskCount(notebook, task))
            _add(one, checks)
    found.learners = len(learners)
    found.tasks = list(tasks.values())
    order = ["ungraded", "stopped", "repaired"]
    ranked = sorted(found.events.items(), key=lambda e: (order.index(e[0][0]), -len(e[1])))
    found.events = dict(ranked)
    return found


def rows(counted):
    """List the rows of ``mistakes.csv``: by exercise, the commonest mistake first.

    Parameters
    ----------
    counted : ClassCount
        From :func:`count`.

    Returns
    -------
    list of tuple
        One per task and mistake, as :data:`COLUMNS` says; safe to open in a spreadsheet.
    """
    every = [
        (task.exercise, task.task, mistake, n, f"{n / counted.learners:.3f}")
        for task in counted.tasks
        for mistake, n in task.mistakes.items()
    ]
    every.sort(key=lambda row: (row[0], -row[3], row[1], row[2]))
    return [tuple(map(_cell, row)) for row in every]


def read_json(path):
    """Read a notebook as plain JSON, not validated: grading wrote it.

    Parameters
    ----------
    path : path
        Of an autograded file.

    Returns
    -------
    dict or None
        None when the file is no notebook.
    """
    try:
        nb = json.loads(Path(path).read_bytes())
    except ValueError:
        return None
    return nb if isinstance(nb, dict) and isinstance(nb.get("cells"), list) else None


def _add(one, checks):
    failed = [check for check in checks if not check.passed]
    if not failed:
        one.right += 1
        return
    one.hidden_only += all(check.hidden for check in failed)
    mistakes = set()
    for check in failed:
        if check.unwritten:
            mistakes.add(UNWRITTEN)
        else:
            mistakes.add(check.mistake or UNNAMED)
    one.mistakes.update(mistakes)


def _learn_meaning(meanings, check):
    if check.mistake and check.mistake not in meanings and check.message.meaning:
        meanings[check.mistake] = (check.message.meaning, check.message.question)


def _cell(value):
    """A spreadsheet takes a text that begins like this for a formula; a name from a file may."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value
