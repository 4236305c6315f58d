"""A learner alone: grade the own work folder as a class would be graded, and look at the pages."""

import webbrowser
from pathlib import Path

import nbformat

from autograder.errors import CourseError


def grade_own_work(root, folder, names=(), isolation="full", browse=True, say=print):
    """Grade the notebooks of a work folder and write ``feedback.html`` beside each.

    Parameters
    ----------
    root, folder : path
        The course, and the folder that ``./course open`` made.
    names : sequence of str
        Exercises; by default all that were begun.
    isolation : {"full", "process"}
        Behind all walls, or with a judge of its own and limits only.
    browse : bool
        Open the last page in a browser.
    say : callable
        Takes a line.

    Returns
    -------
    list of Path
        The pages.

    Raises
    ------
    CourseError
        When there is nothing to grade, or no sandbox.
    """
    from autograder.grading.course import Course

    course, folder = Course(root), Path(folder).resolve()
    known = [n for n in course.assignments() if (folder / n / f"{n}.ipynb").exists()]
    unknown = sorted(set(names) - set(known))
    if unknown or not known:
        raise CourseError(
            f"{folder}: there is no {' and no '.join(unknown) or 'exercise'}; "
            "'./course open' brings the exercises."
        )
    pages = [_grade_one(course, folder, name, isolation, say) for name in names or known]
    if browse:
        webbrowser.open(pages[-1].as_uri())
    return pages


def _grade_one(course, folder, name, isolation, say):
    from autograder.feedback.hidden import HideHiddenTests
    from autograder.feedback.page import feedback_page
    from autograder.grading.grade import grade
    from autograder.grading.repair import Unreadable, read
    from autograder.grading.slot import Slot

    settings = course.settings()
    assignment = course.assignment(name)
    path = folder / name / f"{name}.ipynb"
    try:
        raw = read(path)
    except Unreadable as unreadable:
        raw = unreadable
    slot = Slot(assignment, isolation, settings.limits())
    try:
        graded = grade(raw, assignment, slot, settings.seed)
    finally:
        slot.close()
    notebook = nbformat.from_dict(graded.notebook)
    score, most = sum(graded.points.values()), sum(assignment.points().values())
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("grade"):
            role["score"] = graded.points.get(role["grade_id"], 0.0)
    notebook, _ = HideHiddenTests().preprocess(notebook, {})
    page = path.with_name("feedback.html")
    page.write_text(feedback_page(notebook, {"score": score, "max_score": most}), "utf-8")
    say(f"{name}: {score:g} of {most:g} points{f'. {graded.reason}' if graded.reason else ''}")
    say(f"  {page}")
    return page
