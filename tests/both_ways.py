"""Grade the corpora with stock nbgrader and with this course's grader: is every point the same?

    python tests/both_ways.py [exercise ...] [--most N]

Each notebook holds one corpus solution per task, so that a few dozen notebooks carry all of them;
both graders get the same files, and each check's points are compared. Takes about ten seconds a
notebook, most of it stock nbgrader's.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from autograder.authoring.build import exercises  # noqa: E402
from autograder.grading.run import Options, grade_course  # noqa: E402
from autograder.submissions import filled_in, read_corpus, solutions  # noqa: E402

STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "both-ways"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
c.Execute.timeout = 60
"""
OURS = """\
c = get_config()
load_subconfig({config!r})
c.CourseDirectory.root = {folder!r}
c.CourseDirectory.db_url = "sqlite:///" + {folder!r} + "/gradebook.db"
"""


def class_of(exercise, most=None):
    """Learner to notebook: every solution of the corpus, one per task in each notebook.

    Parameters
    ----------
    exercise : str
    most : int, optional
        Notebooks; all by default.
    """
    right = solutions(ROOT / "source" / exercise / f"{exercise}.ipynb")
    release = ROOT / "release" / exercise / f"{exercise}.ipynb"
    columns = {}
    for one in read_corpus(ROOT / "tests" / "submissions" / exercise):
        columns.setdefault(one.replaces, []).append(one.source)
    rows = list(zip_longest(*columns.values()))[:most]
    return {
        f"learner-{number:03d}": filled_in(
            release,
            {**right, **{k: s for k, s in zip(columns, row, strict=True) if s is not None}},
        )
        for number, row in enumerate(rows)
    }


def make_course(folder, exercise, class_, config):
    """A course folder with what the class handed in."""
    for room in ("source", "release"):
        shutil.copytree(ROOT / room / exercise, folder / room / exercise)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    for learner, notebook in class_.items():
        target = folder / "submitted" / learner / exercise / f"{exercise}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)


def nbgrader(folder, *args):
    """Run a plain nbgrader command in a folder."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *args],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )


def grades(folder, exercise):
    """``(learner, check)`` to points."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(exercise)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def compare(exercise, most=None, say=print):
    """Grade one exercise's corpus both ways.

    Returns
    -------
    dict of (str, str) to (float, float)
        Where the two differ: ``(learner, check)`` to points of stock nbgrader and of ours.
    """
    class_ = class_of(exercise, most)
    with tempfile.TemporaryDirectory() as scratch:
        stock, ours = Path(scratch) / "stock", Path(scratch) / "ours"
        config = str(ROOT / "nbgrader_config.py")
        make_course(stock, exercise, class_, STOCK)
        make_course(ours, exercise, class_, OURS.format(config=config, folder=str(ours)))
        nbgrader(stock, "generate_assignment", exercise, "--force")
        done = nbgrader(stock, "autograde", exercise)
        if done.returncode:
            say(f"stock nbgrader: {done.stderr.strip().splitlines()[-1]}")
        grade_course(ours, [exercise], Options(), say)
        by_stock, by_ours = grades(stock, exercise), grades(ours, exercise)
    differ = {
        key: (by_stock.get(key), by_ours.get(key))
        for key in sorted(set(by_stock) | set(by_ours))
        if by_stock.get(key) != by_ours.get(key)
    }
    say(f"{exercise}: {len(class_)} notebooks, {len(by_ours)} checks, {len(differ)} differ")
    for (learner, check), points in differ.items():
        say(f"  {learner} {check}: stock {points[0]}, ours {points[1]}")
    return differ


def main():
    """Compare; the exit status is 1 when a point differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercise", nargs="*")
    parser.add_argument("--most", type=int, help="notebooks per exercise")
    args = parser.parse_args()
    differ = [compare(name, args.most) for name in args.exercise or exercises(ROOT)]
    return 1 if any(differ) else 0


if __name__ == "__main__":
    sys.exit(main())
