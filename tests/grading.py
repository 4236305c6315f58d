"""The light assignment, and smaller ones, as courses on disk; compiled once per process."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import nbformat

from autograder.authoring.build import _release, build_source
from autograder.authoring.text import expand, read_text
from autograder.demo_class import CONFIG
from autograder.grading.assignment import Assignment
from autograder.submissions import filled_in, solutions

ROOT = Path(__file__).resolve().parent.parent
LIGHT = "light"


def light_course(folder):
    """Make `folder` a course with the light assignment, source and release; returns it."""
    return course_of(folder, ROOT / "tests" / LIGHT / f"{LIGHT}.py")


def course_of(folder, text, follow_rules=True):
    """Make `folder` a course with one assignment; returns it.

    Parameters
    ----------
    folder : path
    text : path
        In percent format; the file's name is the assignment's.
    follow_rules : bool
        False builds what ``./course build`` refuses, partial credit for instance.
    """
    folder = Path(folder)
    shutil.copytree(_compiled(Path(text), follow_rules).name, folder, dirs_exist_ok=True)
    config = CONFIG.format(config=str(ROOT / "nbgrader_config.py"), folder=str(folder))
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return folder


def light_assignment(folder):
    """The light assignment of a course made by :func:`light_course`."""
    return assignment_of(folder, LIGHT)


def assignment_of(folder, name):
    """An assignment of a course made here."""
    return Assignment(_notebook(folder, "source", name), _notebook(folder, "release", name))


def good_notebook(folder, answers=None, name=LIGHT):
    """What a learner hands in who has solved everything, as bytes.

    Parameters
    ----------
    folder : path
        Made by :func:`light_course` or :func:`course_of`.
    answers : dict of str to str, optional
        Name of a solve cell to other text for it; None leaves it as it was released.
    name : str
        The assignment.
    """
    answers = solutions(_notebook(folder, "source", name)) | (answers or {})
    given = {cell: text for cell, text in answers.items() if text is not None}
    return nbformat.writes(filled_in(_notebook(folder, "release", name), given)).encode()


def hand_in(folder, student, raw, name=LIGHT):
    """Put a notebook where a course finds what a learner handed in; returns its path."""
    path = Path(folder) / "submitted" / student / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


def _notebook(folder, room, name=LIGHT):
    return Path(folder) / room / name / f"{name}.ipynb"


@cache
def _compiled(text, follow_rules):
    """A folder that lives as long as this process."""
    folder = tempfile.TemporaryDirectory(prefix="compiled-")
    source = _notebook(folder.name, "source", text.stem)
    if follow_rules:
        build_source(text, source)
    else:
        source.parent.mkdir(parents=True)
        nbformat.write(expand(read_text(text)), source)
    _release(ROOT, Path(folder.name), text.stem)
    return folder
