"""``./course grade`` on a small class: what it stores, what it says, and that it is nbgrader's."""

import copy
import csv
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import nbformat
import pytest
import sqlalchemy
from grading import ROOT, good_notebook, hand_in, light_course
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from autograder.errors import CourseError
from autograder.grading import records as records_module
from autograder.grading import run as run_module
from autograder.grading import workers
from autograder.grading.course import Course
from autograder.grading.grade import grade
from autograder.grading.records import Records
from autograder.grading.run import Options, grade_course
from autograder.grading.slot import Limits, Slot
from autograder.grading.summary import Change, Summary
from autograder.surroundings import inside, tools_on_path

pytestmark = pytest.mark.slow  # every test here starts warm processes, some real nbgrader
POINTS = {"ada": 100, "bob": 80, "cyn": 0, "dan": 0, "eve": 100, "fay": 0, "gus": 100}
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

    close = workers.close_slots
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "close_slots", lambda: None)  # warm from one test to the next
        with LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster:
            yield cluster
    close()


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
        (c.cell_type, c.source, c.get("outputs"), dict(c.metadata))
        for c in nbformat.read(notebook_of(folder, student), as_version=4).cells
    ]


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
    mean = "mean 76.0, median 100 (of the 5 graded now, before penalties and points by hand)"
    assert f"points of 100: {mean}" in said
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
    when, penalty = found["gus"]["late"]
    assert when.isoformat() == "2027-02-02T10:00:00" and penalty == found["gus"]["score"] == 100
    assert found["ada"]["late"] == (None, None)


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
    several = "There are 2 notebooks (light (1).ipynb, light (2).ipynb) and none is called "
    several += "light.ipynb: keep one, or rename it."
    summary, said = run(course, student="eve")
    assert summary.failed == {"eve": f"{several} The grade before, 100, stays."}
    assert f"  eve: not graded. {several} The grade before" in said
    assert rows(course, ["eve"])["eve"]["score"] == 100 and summary.changes == []
    assert run(course, student="eve")[0].failed  # as long as it is so
    assert "eve" in notebook_of(course, "eve").parts and not reason_of(course, "eve")
    (course / "submitted" / "eve").rename(course / "submitted" / "new")
    summary, _ = run(course, student="new")  # who never had a grade has 0 points, as in nbgrader
    assert summary.failed == {"new": several} and reason_of(course, "new") == several
    assert rows(course, ["new"])["new"]["score"] == 0


def test_a_broken_file_takes_no_grade_away_and_a_proper_one_counts_again(graded, run):
    hand_in(graded, "bob", b"{")
    summary, _ = run(graded)
    assert list(summary.failed) == ["bob"] and not summary.complete
    assert summary.failed["bob"].endswith("(line 1). The grade before, 80, stays.")
    assert rows(graded)["bob"]["score"] == 80 and not reason_of(graded, "bob")
    hand_in(graded, "bob", good_notebook(graded))
    assert run(graded)[0].complete and rows(graded)["bob"]["score"] == 100


def test_names_of_files_cannot_write_to_the_terminal(course, run):
    folder = course / "submitted" / "eve" / "light"
    (folder / "light.ipynb").rename(folder / "a\x1b[2J.ipynb")
    shutil.copy(folder / "a\x1b[2J.ipynb", folder / "b.ipynb")
    summary, said = run(course, student="eve")
    assert "\x1b" not in said and "('a\\x1b[2J.ipynb', b.ipynb)" in summary.failed["eve"]


def reason_of(folder, student):
    """Why an autograded notebook has no points; empty when it was graded."""
    return nbformat.read(notebook_of(folder, student), as_version=4).metadata.grading.reason


def test_a_file_one_folder_too_high_is_told(course, graded, run):
    good = good_notebook(course)
    (course / "submitted" / "lou").mkdir()
    (course / "submitted" / "lou" / "light.ipynb").write_bytes(good)
    where = f"{course}/submitted/lou"
    line = f"  {where}/light.ipynb lies one folder too high: move it to {where}/light/"
    for options in ({"dry_run": True}, {"student": "lou"}, {"student": "[al]*"}):
        summary, said = run(course, **options)
        assert line in said.splitlines() and not summary.complete, options
    assert line not in run(course, student="ada", force=True)[1]
    (course / "submitted" / "lou" / "light.ipynb").rename(course / "submitted" / "lou" / "x.ipynb")
    told = f"{where}/x.ipynb lies one folder too high: move it to {where}/<assignment>/"
    assert told in run(course)[1]
    (course / "submitted" / "lou" / "x.ipynb").unlink()
    assert "too high" not in run(course, dry_run=True)[1]


def test_where_all_lies_too_high_it_is_told(course):
    shutil.rmtree(course / "submitted")
    (course / "submitted" / "lou").mkdir(parents=True)
    (course / "submitted" / "lou" / "mine.ipynb").write_text("{}")
    with pytest.raises(CourseError, match=r"lou/mine\.ipynb: one folder too high\. Collect"):
        grade_course(course, [], Options())
    (course / "submitted" / "lou" / "mine.ipynb").rename(
        course / "submitted" / "lou" / "light.ipynb"
    )
    (summary,) = grade_course(course, [], Options(dry_run=True), lambda line: None)
    assert [path.name for path in summary.misplaced] == ["light.ipynb"] and summary.open == []


def test_a_renamed_file_that_cannot_be_read_is_explained(course, run):
    folder = course / "submitted" / "eve" / "light"
    (folder / "light.ipynb").rename(folder / "light (1).ipynb")
    os.truncate(folder / "light (1).ipynb", 30 << 20)
    summary, _ = run(course, student="eve")
    assert summary.failed == {"eve": "The file is larger than 20 MB: clear its outputs."}


# ------------------------------------------------------------------------------ running it again


def test_what_is_graded_is_not_graded_again(graded, run):
    before = notebook_of(graded, "ada").stat()
    summary, said = run(graded)
    assert (summary.graded, summary.current, summary.changes) == (0, 7, [])
    assert "7 had a grade by these checks already (--force grades again)" in said
    assert notebook_of(graded, "ada").stat().st_ino == before.st_ino


def test_a_dry_run_names_who_would_be_graded_and_changes_nothing(course, graded, run):
    def state(folder):
        files = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "gradebook.db")
        return {str(p): p.stat().st_mtime_ns for p in files}, rows_of_receipts(folder)

    before = state(course)
    _, said = run(course, dry_run=True)
    assert said == "light: would grade 7: ada, bob, cyn, dan, eve, fay, gus"
    assert state(course) == before
    hand_in(graded, "ada", good_notebook(graded, {"repeat": None}))
    before = state(graded)
    assert "light: would grade 1: ada" in run(graded, dry_run=True)[1]
    _, said = run(graded, dry_run=True, force=True, student="[ab]*")
    assert "light: would grade 2: ada, bob" in said
    assert state(graded) == before


def rows_of_receipts(folder):
    """All receipts, as the database has them."""
    with sqlite3.connect(f"file:{folder}/gradebook.db?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master")]
        if "grading_receipt" not in tables:
            return []
        return database.execute("select * from grading_receipt order by student").fetchall()


def test_one_learner_can_be_graded_alone(course, run):
    summary, _ = run(course, student="bob")
    assert summary.points == [80] and [p.name for p in (course / "autograded").iterdir()] == ["bob"]
    with pytest.raises(CourseError, match=r"zoe.*nothing was handed in"):
        run(course, student="zoe")


def test_the_same_submission_gives_the_same_bytes_and_rows(graded, run):
    before = {s: notebook_of(graded, s).read_bytes() for s in POINTS}
    found, receipts = rows(graded), rows_of_receipts(graded)
    summary, _ = run(graded, force=True)
    assert summary.graded == 5 and summary.changes == []
    assert {s: notebook_of(graded, s).read_bytes() for s in POINTS} == before
    assert (rows(graded), rows_of_receipts(graded)) == (found, receipts)
    assert len(receipts) == 7


def test_a_new_submission_is_graded_and_its_change_is_told(graded, run):
    hand_in(graded, "bob", good_notebook(graded))
    summary, said = run(graded)
    assert (summary.graded, summary.current) == (1, 6)
    assert "  bob: 80 -> 100 points. Another submission: check-double-value 0 -> 20." in said
    assert rows(graded)["bob"]["score"] == 100


def test_a_mended_check_regrades_all_and_tells_who_changed_and_why(graded, run):
    source = graded / "source" / "light" / "light.ipynb"
    text = source.read_text()
    source.write_text(text.replace("[14487834.5, 62831.0]", "[-14487834.5, -62831.0]"))
    assert source.read_text() != text
    summary, said = run(graded)
    assert (summary.graded, summary.current) == (5, 0)
    assert "light: its checks have changed; the gradebook has the new ones now." in said
    why, changes = "Changed checks: check-double-value 20 -> 0 (sign flipped).", summary.changes
    for student in ("ada", "eve", "gus"):
        assert (student, 100, 80, why) in [(c.student, c.before, c.now, c.why) for c in changes]
        assert f"  {student}: 100 -> 80 points. {why}" in said
    assert len(changes) == 3
    table = list(csv.reader((graded / "changes-light.csv").open()))
    assert table[0] == ["time_utc", "student_id", "points_before", "points_now", "seed", "why"]
    assert table[1][1:] == ["ada", "100.0", "80.0", "2", why]
    with gradebook(graded) as book:
        cell = book.find_source_cell("check-double-value", "light", "light")
        assert "-14487834.5" in cell.source
    assert run(graded)[0].current == 7


def test_the_table_of_changes_keeps_what_earlier_runs_told(graded, run):
    begun = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    hand_in(graded, "bob", good_notebook(graded))
    summary, said = run(graded, seed=5)
    assert str(graded / "changes-light.csv") == str(summary.table) and str(summary.table) in said
    hand_in(graded, "ada", good_notebook(graded, {"repeat": None}))
    run(graded)
    run(graded, student="cyn", force=True)  # nothing changes
    table = list(csv.reader((graded / "changes-light.csv").open()))
    told = [row[1:5] for row in table[1:]]
    assert told == [["bob", "80.0", "100.0", "5"], ["ada", "100.0", "60.0", "2"]]
    times = [datetime.fromisoformat(row[0]) for row in table[1:]]
    assert begun <= times[0] <= times[1] <= datetime.now(UTC).replace(tzinfo=None)


def test_many_checks_behind_one_change_are_counted_on_the_terminal():
    checks = tuple(f"check-{n} 0 -> 2" for n in range(6))
    few, many = (Change("hal", 0, 10, 2, "Another submission", c) for c in (checks[:5], checks))
    assert few.in_short == few.why and many.why.endswith("check-5 0 -> 2.")
    said = list(Summary("light", changes=[many]).lines())
    assert "  hal: 0 -> 10 points. Another submission: 6 checks." in said


def test_the_summary_names_whom_it_counts(course, run):
    names = [f"l{n}" for n in range(6)]
    hung = Summary("light", graded=6, repaired=names[::-1], stopped=["cyn"])
    said = list(hung.lines())
    assert "  6 repaired: l0, l1, l2, l3, l4 and 1 more" in said
    assert "  1 with a cell that hung or ended the process: cyn" in said
    nb = nbformat.reads(good_notebook(course).decode(), 4)
    mended, edited = copy.deepcopy(nb), copy.deepcopy(nb)
    for one in (mended, edited):
        (check,) = [c for c in one.cells if nbgrader_name(c) == "check-double-value"]
        check.source = "print('another text')"
    (check,) = [c for c in mended.cells if nbgrader_name(c) == "check-double-value"]
    check.metadata.nbgrader.checksum = compute_checksum(check)
    hand_in(course, "ada", nbformat.writes(mended).encode())
    hand_in(course, "eve", nbformat.writes(edited).encode())
    summary, said = run(course, student="[ae]*")
    assert (summary.outdated, summary.repaired) == (["ada"], ["eve"])
    assert "  1 repaired: eve" in said and "  1 with checks of an earlier release;" in said


def nbgrader_name(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def test_a_cell_that_was_interrupted_counts_and_one_that_was_left_out_does_not(course):
    assignment = Course(course).assignment("light")
    double = "def double(x):\n    return 2 * x\n\n\n"
    stubborn = (
        "while True:\n    try:\n        time.sleep(9)\n    except BaseException:\n        pass"
    )
    slot = Slot(assignment, "process", Limits(cell_seconds=1))
    try:
        raw = good_notebook(course, {"double": f"{double}while True:\n    pass"})
        interrupted = grade(raw, assignment, slot, 2)
        raw = good_notebook(course, {"double": f"import time\n\n\n{double}{stubborn}"})
        left_out = grade(raw, assignment, slot, 2)
    finally:
        slot.close()
    late = "The cell double did not end within 1 seconds and was"
    assert interrupted.stopped == [f"{late} interrupted. What it had defined until then counts."]
    assert interrupted.points["check-double-value"] == 20
    assert left_out.stopped == [f"{late} stopped. The rest of the notebook was run without it."]
    assert left_out.points["check-double-value"] == 0


def test_another_seed_is_kept_for_the_next_time(graded, run):
    run(graded, student="ada", force=True, seed=77)
    run(graded, student="ada", force=True)
    seeds = {row[1]: row[4] for row in rows_of_receipts(graded)}
    assert seeds["ada"] == 77 and seeds["bob"] == 2
    assert nbformat.read(notebook_of(graded, "ada"), as_version=4).metadata.grading.seed == 77


def test_what_a_person_graded_and_commented_stays(graded, run):
    with gradebook(graded) as book:
        grade = book.find_grade("check-double-value", "light", "light", "bob")
        grade.manual_score, grade.extra_credit = 12, 1
        book.find_comment("double", "light", "light", "bob").manual_comment = "nearly"
        book.db.commit()
    run(graded, force=True)
    bob = rows(graded)["bob"]
    assert bob["grades"]["check-double-value"] == (0, 12, 1, True)
    assert bob["comments"]["double"] == (None, "nearly")
    assert bob["score"] == 80 + 12 + 1


# ---------------------------------------------------------------------------------- when it breaks


def test_after_a_crash_only_what_is_not_stored_is_graded(course, run, monkeypatch):
    write = Records.write
    monkeypatch.setattr(run_module, "BATCH", 2)

    def dies_at_the_second_batch(self, results, folders):
        if stored:
            raise KeyboardInterrupt
        stored.extend(result.student for result in results)
        write(self, results, folders)

    stored = []
    monkeypatch.setattr(Records, "write", dies_at_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        run(course)
    monkeypatch.setattr(Records, "write", write)
    assert 0 < len(stored) < 7
    summary, _ = run(course)
    assert summary.current == len(stored)
    assert summary.graded + len(summary.failed) == 7 - len(stored)
    assert {s: one["score"] for s, one in rows(course).items()} == POINTS


def test_rows_and_receipt_are_stored_together_or_not_at_all(course, run, monkeypatch):
    def breaks(self):
        raise sqlalchemy.exc.OperationalError("", {}, sqlite3.OperationalError("database is full"))

    monkeypatch.setattr(records_module.Result, "told", breaks)  # the last thing before the receipt
    with pytest.raises(CourseError, match="is full: free some space and start again"):
        run(course, student="ada")
    monkeypatch.undo()
    assert rows_of_receipts(course) == []
    with gradebook(course) as book:
        assert book.assignment_submissions("light") == []
    assert run(course, student="ada")[0].points == [100]


def test_what_was_removed_from_the_gradebook_is_graded_again(course, run):
    run(course)
    with gradebook(course) as book:
        book.remove_assignment("light")
    assert len(rows_of_receipts(course)) == 7  # left behind, and worth nothing
    summary, _ = run(course)
    assert (summary.current, summary.graded + len(summary.failed)) == (0, 7)
    assert {s: one["score"] for s, one in rows(course).items()} == POINTS


def test_an_extension_is_no_grade(course, run):
    run(course)
    with gradebook(course) as book:
        book.remove_student("ada")
        book.update_or_create_student("ada")
        book.update_or_create_submission("light", "ada")  # as the guide grants an extension
    summary, _ = run(course)
    assert (summary.current, summary.graded) == (6, 1)
    assert rows(course)["ada"]["score"] == POINTS["ada"] > 0


def test_a_gradebook_that_somebody_else_writes_to_is_explained(course, run):
    with sqlite3.connect(course / "gradebook.db", isolation_level=None) as database:
        database.execute("begin exclusive")
        with pytest.raises(CourseError, match="is locked: close what else writes to it"):
            run(course, student="ada")
        database.execute("rollback")


def test_a_folder_that_is_no_course_or_has_nothing_to_grade_is_explained(tmp_path, course):
    with pytest.raises(CourseError, match=r"is no course: it has no nbgrader_config\.py"):
        Course(tmp_path)
    with pytest.raises(CourseError, match=r"no assignment 'heavy' in source/; there is: light\."):
        grade_course(course, ["heavy"], Options())
    shutil.rmtree(course / "submitted")
    with pytest.raises(CourseError, match="nothing was handed in"):
        grade_course(course, [], Options())


def test_an_assignment_that_the_gradebook_does_not_know_is_entered(course, run):
    (course / "gradebook.db").unlink()
    _, said = run(course, student="ada")
    assert "light: entered into the gradebook." in said
    with gradebook(course) as book:
        assert book.find_assignment("light").max_score == 100


def test_folders_that_are_no_learners_are_passed_over(course):
    (course / "submitted" / ".ipynb_checkpoints" / "light").mkdir(parents=True)
    (course / "submitted" / "hal").mkdir()
    (course / "submitted" / "README").write_text("no learner")
    assert [one.student for one in Course(course).handed_in("light")] == list(POINTS)


# ------------------------------------------------------------------------------- the real commands


def command(folder, *args):
    """Run a module's command in a course: ``autograder`` or ``nbgrader``."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-m", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, "PYTHONPATH": python_path},
    )


def test_the_command_stores_the_same_with_its_own_workers_and_says_so(course, graded_once):
    done = command(ROOT, "autograder", "grade", "light", "--course", str(course), "--workers", "1")
    assert done.returncode == 2, done.stderr  # somebody could not be graded
    assert "light: 5 graded in" in done.stdout and "  dan: not graded." in done.stdout
    assert rows(course) == rows(graded_once[0])
    assert [cells_of(course, s) for s in POINTS] == [cells_of(graded_once[0], s) for s in POINTS]
    done = command(ROOT, "autograder", "grade", "heavy", "--course", str(course))
    assert done.returncode == 1 and done.stderr.startswith("There is no assignment 'heavy'")
    done = command(ROOT, "autograder", "grade", "light", "--course", str(course), "--student", "a*")
    assert done.returncode == 0, done.stderr
    shutil.copy(notebook_of(course, "ada"), course / "submitted" / "ada")  # too high: no exercise's
    done = command(ROOT, "autograder", "grade", "light", "--course", str(course), "--dry-run")
    assert done.returncode == 2 and "one folder too high" in done.stdout, done.stderr


def test_nbgraders_own_command_gives_the_same_points_cells_and_rows(course, graded_once):
    done = command(course, "nbgrader", "autograde", "light")
    assert done.returncode == 0, done.stderr[-2000:]
    ours = graded_once[0]
    for student in POINTS:
        assert rows(course, [student]) == rows(ours, [student])
        assert cells_of(course, student) == cells_of(ours, student)


def test_formgraders_button_gives_the_same(course, graded_once):
    from nbgrader.apps import NbGraderAPI

    with inside(course), tools_on_path():
        result = NbGraderAPI(config=Course(course).config).autograde("light", "bob")
    assert result["success"], result
    assert rows(course, ["bob"]) == rows(graded_once[0], ["bob"])
    assert cells_of(course, "bob") == cells_of(graded_once[0], "bob")
