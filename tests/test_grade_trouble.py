"""``./course grade`` when things around it go wrong: one sentence, an exit status, nothing lost."""

import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from grading import LIGHT
from kills import copy_class, grade_class, make_class, victims
from left_behind import differences, points, state

from autograder.errors import CourseError
from autograder.grading import run as grading
from autograder.grading.assignment import Assignment
from autograder.grading.course import Course
from autograder.grading.records import Records, Result

SENTENCE = re.compile(r"[^\n]{20,300}[.]")
LEARNERS = 3
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0, reason="mounts small disks; Linux and root"
    ),
]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A class that nobody has graded, what it deserves, and its state after an undisturbed run."""
    folder = tmp_path_factory.mktemp("trouble")
    deserved = make_class(folder / "model", LEARNERS)
    graded = copy_class(folder / "model", folder / "graded")
    assert grade(graded)[0] == 0
    due = state(graded)
    assert points(due) == deserved
    return folder / "model", graded, due


@pytest.fixture
def course(model, tmp_path):
    """A class that the gradebook knows and nobody has graded."""
    folder = copy_class(model[0], tmp_path / "course")
    shutil.copy(model[1] / "gradebook.db", folder)
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as db:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
            db.execute(f"DELETE FROM {table}")
        db.execute("DELETE FROM grading_receipt")
        db.commit()
    return folder


def grade(folder, *options):
    """Grade with one worker; the exit status and what was said."""
    run = grade_class(folder, "--workers", "1", *options)
    return run.wait(), run.said()


def in_a_mount(course, before, after="true"):
    """Grade in a mount namespace of its own, between shell commands; it ends with the last."""
    shell = (
        f"{before}; {sys.executable} -m autograder grade {LIGHT} --workers 1 --course {course}; "
        f"status=$?; {after}; exit $status"
    )
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", shell],
        cwd=grading.__file__.rsplit("/autograder/", 1)[0],
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def assert_told(status, said, *words):
    """Exit status 1, and the last line is one sentence with these words in it."""
    assert status == 1, said
    assert "Traceback" not in said
    last = said.strip().splitlines()[-1]
    assert SENTENCE.fullmatch(last), said
    for word in words:
        assert word in last


def assert_completes(course, due):
    """The next run does what is left, and all is as if nothing had happened."""
    status, said = grade(course)
    assert status == 0, said
    assert list(differences(state(course), due)) == []


# ------------------------------------------------------------------ the disk


def test_a_full_disk_for_notebooks(course, model):
    (course / "autograded").mkdir()
    mount = f"mount -t tmpfs -o size=12k tmpfs {course}/autograded"
    assert_told(*in_a_mount(course, mount), "No space left", "start again")
    assert state(course)["database"] == "ok"
    assert_completes(course, model[2])


def test_a_full_disk_for_all(course, model):
    small = f"cp -r {course} {course}.kept; mount -t tmpfs -o size=1500k tmpfs {course}"
    fill = f"cp -r {course}.kept/. {course}/; cat /dev/zero > {course}/ballast 2>/dev/null"
    keep = f"rm {course}/ballast; rm -r {course}.kept; cp -r {course}/. {course}.kept"
    assert_told(*in_a_mount(course, f"{small}; {fill}", keep), str(course), "start again")
    shutil.rmtree(course)
    course.with_name("course.kept").rename(course)
    assert_completes(course, model[2])


def test_a_folder_that_cannot_be_written_to(course, model):
    (course / "autograded").mkdir()
    mount = f"mount -t tmpfs -o ro tmpfs {course}/autograded"
    assert_told(*in_a_mount(course, mount), "Read-only", str(course / "autograded"))
    assert_completes(course, model[2])


# ------------------------------------------------------------------ the gradebook


@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_locked_gradebook(lock, course, model):
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as db:
        db.isolation_level = None
        db.execute(f"BEGIN {lock}")
        assert_told(*grade(course), "gradebook.db is locked", "start again")
    assert_completes(course, model[2])


def damaged_head(raw):
    return random.Random(1).randbytes(len(raw))


def damaged_pages(raw):
    page = b"\xff" * 2000
    for start in range(4096, len(raw) - 4096, 8192):
        raw = raw[:start] + page + raw[start + len(page) :]
    return raw


@pytest.mark.parametrize("damage", [damaged_head, damaged_pages])
def test_a_damaged_gradebook(damage, course, model):
    path = course / "gradebook.db"
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert_told(*grade(course), "gradebook.db is damaged", "copy")
    assert path.read_bytes() == damage(whole), "what may still be saved was written to"
    path.write_bytes(whole)
    assert_completes(course, model[2])


def test_a_dry_run_with_a_gradebook_of_another_assignment(course):
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as db:
        db.execute("UPDATE assignment SET name = 'other'")
        db.commit()
    status, said = grade(course, "--dry-run")
    assert (status, "would grade 3" in said) == (0, True), said


# ------------------------------------------------------------------ what was handed in


def test_no_submitted_folder(course, model):
    (course / "submitted").rename(course / "moved")
    assert_told(*grade(course), str(course / "submitted"), "nothing was handed in")
    (course / "moved").rename(course / "submitted")
    assert_completes(course, model[2])


# ------------------------------------------------------------------ interrupts


@pytest.mark.parametrize("moment", ["worker", "warm process", "stored"])
def test_ctrl_c(moment, course, model):
    run = grade_class(course, "--workers", "2")
    while run.process.poll() is None:
        if state(course)["receipts"] if moment == "stored" else victims(moment, run, None):
            break
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: everybody in the foreground gets it
    status, said = run.wait(), run.said()
    assert status == 130, said
    assert "Traceback" not in said
    assert said.strip().splitlines()[-1].startswith("Stopped. What was graded is stored")
    assert_completes(course, model[2])


# ------------------------------------------------------------------ workers elsewhere


def test_no_worker_at_the_scheduler(course, model, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(grading, "WORKERLESS_SECONDS", 1)
    with LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as cluster:
        options = grading.Options(scheduler=cluster.scheduler_address)
        with pytest.raises(CourseError, match="No worker has answered for 1 seconds"):
            grading.grade_course(course, [LIGHT], options, say=lambda line: None)
    assert_completes(course, model[2])


def test_no_scheduler(course):
    assert_told(*grade(course, "--scheduler", "tcp://127.0.0.1:9"), "No scheduler answers")


# ------------------------------------------------------------------ between two writes


def test_a_crash_between_a_notebook_and_its_rows_leaves_it_to_be_graded(model, tmp_path):
    """Else a forced run that crashes there leaves new outputs beside old points."""
    folder = copy_class(model[1], tmp_path / "course")
    assignment = Assignment(*(folder / r / LIGHT / f"{LIGHT}.ipynb" for r in ("source", "release")))
    other = Result(
        *("s00", LIGHT, b"{}", dict.fromkeys(assignment.points(), 0.0), frozenset(), {}, (), ()),
        *("", "0" * 64, assignment.digest, "full", 7, 0.1),
    )
    with Records(Course(folder), LIGHT) as records:
        records._write_rows = lambda *_: sys.exit("killed")
        with pytest.raises(SystemExit):
            records.write([other], {"s00": folder / "submitted" / "s00" / LIGHT})
    assert "s00" not in {row[0] for row in state(folder)["receipts"]}
    assert_completes(folder, model[2])
