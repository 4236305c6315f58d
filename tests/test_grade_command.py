"""``./course grade`` on a small class: what it stores, what it says, and that it is nbgrader's."""

import csv
import os
import shutil
import stat
import subprocess
import sys
from contextlib import contextmanager

import nbformat
import pytest
from grading import ROOT, good_notebook, hand_in, light_course
from nbgrader.api import Gradebook

from autograder.errors import CourseError
from autograder.grading import records as records_module
from autograder.grading.course import Course
from autograder.grading.records import Records
from autograder.grading.run import Options, grade_course
from autograder.surroundings import inside, tools_on_path

pytestmark = pytest.mark.slow  # every test here starts warm processes, some real nbgrader
POINTS = {"ada": 100, "bob": 70, "cyn": 0, "dan": 0, "eve": 100, "fay": 0, "gus": 100}
BROKEN = ("dan", "fay")
LATE = "2027-02-02 10:00:00 UTC"
CONFIG = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
ANSWERS = ("double", "row_means", "repeat")


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A course where seven learners handed in; tests copy it."""
    folder = light_course(tmp_path_factory.mktemp("class") / "course")
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(CONFIG)
    good = good_notebook(folder)
    hand_in(folder, "ada", good)
    path = hand_in(
        folder, "bob", good_notebook(folder, {"double": "def double(x):\n    return -2 * x"})
    )
    (path.parent / "notes").mkdir()
    (path.parent / "notes" / "data.csv").write_text("1,2\n")
    hand_in(folder, "cyn", good_notebook(folder, dict.fromkeys(ANSWERS)))
    hand_in(folder, "dan", good[: len(good) // 2])
    hand_in(folder, "eve", good)
    link = hand_in(folder, "fay", b"")
    link.unlink()
    link.symlink_to(folder / "submitted" / "ada" / "light" / "light.ipynb")
    late = hand_in(folder, "gus", good)
    (late.parent / "timestamp.txt").write_text(LATE)
    course = Course(folder)
    course.bring_gradebook_up_to_date(course.assignment("light"))
    with gradebook(folder) as book:
        book.update_or_create_assignment("light", duedate="2027-02-01 00:00:00 UTC")
    return folder


@pytest.fixture
def course(class_, tmp_path):
    """A copy of the class, not graded yet."""
    return moved(class_, tmp_path / "course")


@pytest.fixture(scope="module")
def cluster():
    """Dask in a thread of this process: the tests of what is stored need no more."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture
def run(cluster):
    """Grades a course; returns its summary and what was said."""

    def grade(folder, *names, **options):
        said = []
        options = Options(scheduler=cluster.scheduler_address, **options)
        (summary,) = grade_course(folder, names or ["light"], options, said.append)
        return summary, "\n".join(said)

    return grade


@pytest.fixture(scope="module")
def graded_once(class_, tmp_path_factory, cluster):
    """The class after one run, and what the command said; tests copy it."""
    folder = moved(class_, tmp_path_factory.mktemp("graded") / "course")
    said = []
    options = Options(scheduler=cluster.scheduler_address)
    (summary,) = grade_course(folder, [], options, said.append)
    return folder, summary, "\n".join(said)


@pytest.fixture
def graded(graded_once, tmp_path):
    """A copy of the graded class."""
    return moved(graded_once[0], tmp_path / "graded")


def moved(folder, target):
    """Copy a course; its configuration names the new place."""
    shutil.copytree(folder, target, symlinks=True)
    for path in [target / "nbgrader_config.py"]:
        path.write_text(path.read_text().replace(str(folder), str(target)))
    return target


@contextmanager
def gradebook(folder):
    with tools_on_path(), Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        yield book


def rows(folder, students=POINTS):
    """What the gradebook holds of each learner, receipts left out."""
    found = {}
    with gradebook(folder) as book:
        for student in students:
            submission = book.find_submission("light", student)
            (notebook,) = submission.notebooks
            found[student] = {
                "score": submission.score,
                "late": (submission.timestamp, notebook.late_submission_penalty),
                "manual": submission.needs_manual_grade,
                "grades": {
                    g.name: (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade)
                    for g in notebook.grades
                },
                "comments": {c.name: (c.auto_comment, c.manual_comment) for c in notebook.comments},
            }
    return found


def notebook_of(folder, student):
    """Path of a learner's autograded notebook."""
    return folder / "autograded" / student / "light" / "light.ipynb"


def cells_of(folder, student):
    """What matters of an autograded notebook's cells."""
    return [
        (c.cell_type, c.source, c.get("outputs"), c.metadata.get("nbgrader"), grading_of(c))
        for c in nbformat.read(notebook_of(folder, student), as_version=4).cells
    ]


def grading_of(cell):
    return cell.metadata.get("grading")


# ------------------------------------------------------------------------------ what one run stores


def test_each_learner_gets_the_points_that_are_deserved(graded_once):
    folder, _, _ = graded_once
    found = rows(folder)
    with gradebook(folder) as book:
        auto = {
            s.student.id: sum(g.auto_score for n in s.notebooks for g in n.grades)
            for s in book.assignment_submissions("light")
        }
    assert auto == POINTS
    assert not any(one["manual"] for one in found.values())
    assert all(notebook_of(folder, student).is_file() for student in POINTS)


def test_the_summary_names_who_could_not_be_graded_and_why(graded_once):
    _, summary, said = graded_once
    assert summary.graded == 5 and set(summary.failed) == set(BROKEN)
    assert "light: 5 graded in" in said
    assert "points of 100: mean 74.0, median 100" in said
    assert "  dan: not graded. The file is not a notebook, its JSON is broken" in said
    assert "  fay: not graded. The file cannot be read: it is a link." in said


def test_an_unreadable_file_is_explained_in_the_autograded_notebook(graded_once):
    folder, _, _ = graded_once
    notebook = nbformat.read(notebook_of(folder, "dan"), as_version=4)
    nbformat.validate(notebook)
    assert "its JSON is broken" in notebook.metadata.grading.reason
    checks = [c for c in notebook.cells if (c.metadata.get("nbgrader") or {}).get("grade")]
    assert len(checks) == 4
    assert all("its JSON is broken" in c.outputs[0].evalue for c in checks)


def test_late_work_gets_the_penalty_of_the_course(graded_once):
    found = rows(graded_once[0])
    assert found["gus"]["late"] == (found["gus"]["late"][0], 100.0)
    assert found["gus"]["late"][0].isoformat() == "2027-02-02T10:00:00"
    assert found["gus"]["score"] == 0
    assert found["ada"]["late"] == (None, None) and found["ada"]["score"] == 100


def test_cells_that_nobody_wrote_in_are_commented(graded_once):
    found = rows(graded_once[0])
    assert found["cyn"]["comments"] == {name: ("No response.", None) for name in ANSWERS}
    assert found["ada"]["comments"] == {name: (None, None) for name in ANSWERS}


def test_other_files_come_along_and_links_are_not_followed(class_, tmp_path, run):
    course = moved(class_, tmp_path / "course")
    folder = course / "submitted" / "ada" / "light"
    (tmp_path / "secret.txt").write_text("the instructor's")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "more.txt").write_text("the instructor's")
    (folder / "mine.txt").write_text("mine")
    (folder / "other.ipynb").write_text("{}")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "links").symlink_to(tmp_path / "secrets")
    os.mkfifo(folder / "pipe")
    (folder / ".hidden").mkdir()
    run(course, student="ada")
    target = notebook_of(course, "ada").parent
    files = sorted(str(p.relative_to(target)) for p in target.rglob("*"))
    assert files == ["light.ipynb", "mine.txt"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in target.iterdir()} == {0o444}
    assert "the instructor's" not in "".join(p.read_text() for p in target.rglob("*"))


def test_other_files_of_a_submission_keep_their_folders(graded_once):
    path = notebook_of(graded_once[0], "bob").parent / "notes" / "data.csv"
    assert path.read_text() == "1,2\n"


def test_a_notebook_that_was_renamed_is_accepted_when_it_is_the_only_one(course, run):
    folder = course / "submitted" / "eve" / "light"
    (folder / "light.ipynb").rename(folder / "light (1).ipynb")
    summary, _ = run(course, student="eve")
    assert summary.points == [100] and not summary.failed
    shutil.copy(folder / "light (1).ipynb", folder / "light (2).ipynb")
    summary, _ = run(course, student="eve")
    assert summary.failed == {"eve": "The notebook is missing."}


def test_a_renamed_file_that_cannot_be_read_is_explained(course, run):
    folder = course / "submitted" / "eve" / "light"
    (folder / "light.ipynb").rename(folder / "light (1).ipynb")
    os.truncate(folder / "light (1).ipynb", 30 << 20)
    summary, _ = run(course, student="eve")
    assert summary.failed == {"eve": "The file is larger than 20 MB: clear its outputs."}
