"""Solutions kept as text, and notebooks made of them as a learner would hand them in.

The corpus of an exercise is ``tests/submissions/<exercise>/<function>.py`` in percent format; the
header of each cell says what the solution is and what it deserves (``guides/authors.md``).
"""

from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder.authoring.rules import BEGIN_SOLUTION, END_SOLUTION, first_line, is_blank
from autograder.authoring.text import read_text
from autograder.errors import CourseError


@dataclass
class Submission:
    """One solution of one task, and what is expected of it.

    Parameters
    ----------
    exercise, name, replaces, source : str
        `replaces` is the solve cell whose text `source` is.
    right : bool
        Whether it deserves all points of its task.
    fails : list of str
        Checks of the same task that must fail, exactly those.
    carries : list of str
        Shell patterns of later checks that may fail because they use the function.
    mistake : str
        The name that at least one failing check must give; empty when outputs cannot tell.
    """

    exercise: str
    name: str
    replaces: str
    source: str
    right: bool
    fails: list = field(default_factory=list)
    carries: list = field(default_factory=list)
    mistake: str = ""

    @property
    def id(self):
        """The function and the name, for tables and test reports."""
        return f"{self.replaces}: {self.name}"


def read_corpus(folder):
    """Read the submissions of an exercise.

    Parameters
    ----------
    folder : path
        Of the exercise in ``tests/submissions``.

    Returns
    -------
    list of Submission
        In the order of its files.

    Raises
    ------
    CourseError
        When a cell says neither ``right=`` nor ``wrong=``, or two have one name.
    """
    found, seen = [], set()
    for path in sorted(Path(folder).glob("*.py")):
        for cell in read_text(path).cells:
            options = dict(cell.metadata)
            if cell.cell_type != "code" or is_blank(cell.source):
                continue
            if "replaces" not in options or ("right" in options) == ("wrong" in options):
                raise CourseError(
                    f"{path}: a solution says replaces= and either right= or wrong=; "
                    f"{first_line(cell)!r} says {sorted(options)}."
                )
            right = "right" in options
            one = Submission(
                Path(folder).name,
                options["right" if right else "wrong"],
                options["replaces"],
                cell.source,
                right,
                options.get("fails", []),
                options.get("carries", []),
                options.get("mistake", ""),
            )
            if one.id in seen:
                raise CourseError(f"{path}: two solutions are called {one.name!r}.")
            seen.add(one.id)
            found.append(one)
    return found


def solutions(source):
    """Map each solve cell of an instructor notebook to its text without the region's markers.

    Parameters
    ----------
    source : path
        The notebook, below ``source/``.

    Returns
    -------
    dict of str to str
        Solve cell (its ``grade_id``) to text.
    """
    nb = nbformat.read(source, as_version=4)
    return {
        cell.metadata.nbgrader.grade_id: "\n".join(
            line
            for line in cell.source.splitlines()
            if line.strip() not in (BEGIN_SOLUTION, END_SOLUTION)
        )
        for cell in nb.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def filled_in(release, answers):
    """Fill answers into the solve cells of a released notebook; the others stay stubs.

    Parameters
    ----------
    release : path
        The notebook, below ``release/``.
    answers : dict of str to str
        Solve cell (its ``grade_id``) to text.

    Returns
    -------
    NotebookNode
        As a learner would hand it in.
    """
    nb = nbformat.read(release, as_version=4)
    for cell in nb.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution") and meta.get("grade_id") in answers:
            cell.source = answers[meta.grade_id]
    return nb
