"""A few rounds of ``tests/kills.py``, and faults that it must see."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from grading import good_notebook, light_assignment, light_course
from kills import ROOT
from left_behind import differences, leftovers, state

from autograder.errors import CourseError
from autograder.grading import memory, processes, workers
from autograder.grading.grade import grade
from autograder.grading.slot import Limits, Slot

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="full isolation as root; Linux only"
)


@pytest.mark.slow
def test_a_few_rounds_lose_nothing():
    command = [sys.executable, "tests/kills.py", "3", "--learners", "6", "--seed", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.search(r"violations +0$", done.stdout)
    kills = [int(n) for n in re.findall(r"^killed: [a-z' ]+?(\d+)$", done.stdout, re.MULTILINE)]
    assert len(kills) == 6 and sum(kills) >= 2, "hardly any kill hit a run: nothing was tried"


DUE = {"database": "ok", "grades": [("s00", "check", 1.0)], "autograded/s00/light.ipynb": b"{}"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"database": "row 3 missing from index"}, "database is not as"),
        ({"grades": [("s00", "check", 1.0)] * 2}, "grades is not as"),
        ({"grades": []}, "grades is not as"),
        ({"autograded/s00/light.ipynb": b"{"}, "light.ipynb is not as"),
        ({"autograded/s00/.light.part/light.ipynb": b"{}"}, "is there and should not be"),
    ],
)
def test_what_differs_is_told(change, told):
    (sentence,) = differences(DUE | change, DUE)
    assert told in sentence


def test_a_lost_notebook_is_told(tmp_path):
    (tmp_path / "autograded/s00").mkdir(parents=True)
    (tmp_path / "autograded/s00/light.ipynb").write_bytes(b"{}")
    due = state(tmp_path)
    shutil.rmtree(tmp_path / "autograded")
    assert list(differences(state(tmp_path), due)) == ["autograded/s00/light.ipynb is missing"]


SEE_WHAT_IS_LEFT = """
import sys, subprocess
from pathlib import Path
from left_behind import adopt_orphans, leftovers
adopt_orphans()
subprocess.run(["sh", "-c", "sleep 60 & exit"])
print(*leftovers(Path(sys.argv[1]), patience=0.5), sep="\\n")
"""


def test_an_orphan_and_a_scratch_folder_are_told(tmp_path):
    (tmp_path / "autograder-slots-0" / "0-abc").mkdir(parents=True)
    (tmp_path / "autograder-slots-0" / "0").touch()
    (tmp_path / "autograder-release-abc").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", SEE_WHAT_IS_LEFT, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
    )
    first, *others = done.stdout.splitlines()
    assert first == "a process is left: sleep 60 ", done.stderr
    assert [line.split(": ")[1] for line in others] == [
        "autograder-release-abc ",
        "autograder-slots-0 0-abc",
    ]


def test_nothing_is_told_where_nothing_is_left(tmp_path):
    (tmp_path / "autograder-slots-0").mkdir()
    (tmp_path / "autograder-slots-0" / "0").touch()
    assert [t for t in leftovers(tmp_path, patience=0) if "process" not in t] == []


# ------------------------------------------------------------------ the sweep itself


def test_a_new_slot_sweeps_what_dead_ones_left(tmp_path, monkeypatch):
    monkeypatch.setattr(processes.tempfile, "tempdir", str(tmp_path))
    _, alive, kept = processes.claim_number()
    _, dead, left = processes.claim_number()
    dead.close()  # as the kernel does when the process is killed
    number, again, _ = processes.claim_number()
    assert number == 1
    assert Path(kept.name).is_dir(), "a slot that works lost its folder"
    assert not Path(left.name).exists()
    alive.close()
    again.close()


def test_groups_of_dead_graders_are_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_parent", lambda: (tmp_path, "cgroup v1", ()))
    ended = subprocess.Popen(["true"])
    ended.wait()
    for pid in (ended.pid, os.getpid()):
        (tmp_path / f"autograder-{pid}-0-learner-1").mkdir()
    memory.clear_up()
    assert [p.name.split("-")[1] for p in tmp_path.iterdir()] == [str(os.getpid())]


def test_a_group_is_removed_once_its_last_process_is_gone():
    if memory.kind() == "watchdog":
        pytest.skip("no control groups here")
    group = memory.MemoryGroup("test", 64)
    process = subprocess.Popen(["sleep", "60"])
    group.add(process.pid)

    def end():
        process.kill()
        process.wait()

    threading.Timer(0.05, end).start()
    group.remove()
    assert not group._folder.exists()


# ------------------------------------------------------------------ a slot whose warm process dies


@pytest.fixture
def slot(tmp_path):
    """A slot, its assignment and the folder of the course."""
    folder = light_course(tmp_path / "course")
    assignment = light_assignment(folder)
    slot = Slot(assignment, "full", Limits(cell_seconds=2, memory_mb=1024))
    yield slot, assignment, folder
    slot.close()


@pytest.mark.slow
def test_nobody_loses_points_to_a_killed_warm_process(slot):
    slot, assignment, folder = slot
    judge = slot._judge

    def kill_and_judge(*arguments):
        slot._zygotes._process.kill()  # and with it all that the learner's snapshots are
        slot._zygotes._process.wait()
        judge(*arguments)

    slot._judge = kill_and_judge
    with pytest.raises(CourseError, match="warm process ended"):
        grade(good_notebook(folder), assignment, slot, seed=2)


@pytest.mark.slow
def test_a_cell_that_hangs_is_interrupted_where_interrupts_are_blocked(tmp_path):
    """As in the workers, which Ctrl-C in a terminal must not reach."""
    folder = light_course(tmp_path / "course")
    assignment = light_assignment(folder)
    hanging = {"row_means": "while True:\n    pass\n"}
    with workers._without_interrupts():
        slot = Slot(assignment, "full", Limits(cell_seconds=2, memory_mb=1024))
        graded = grade(good_notebook(folder, hanging), assignment, slot, seed=2)
        slot.close()
    assert sum(graded.points.values()) == 70
    outputs = [o for c in graded.notebook["cells"] for o in c.get("outputs", [])]
    assert any(o.get("ename") == "KeyboardInterrupt" for o in outputs)
