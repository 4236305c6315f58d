"""The walls around learners' code: each holds, and each probe gets through once they are gone."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import probes
import pytest
from grading import good_notebook, light_assignment
from probes import IMPORTS, LIMITS, NO_FILTER, NO_WALLS, PROBES, ROOT, WALLS_OF_A_PROCESS

from autograder.grading import processes
from autograder.grading import slot as slots
from autograder.grading.assignment import Cell
from autograder.grading.grade import grade
from autograder.grading.slot import Slot

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of Linux's walls"),
]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
WITHOUT_LIMITS = replace(LIMITS, memory_mb=4096)


@pytest.fixture(scope="module")
def around():
    with probes.surroundings() as around:
        yield around


@pytest.fixture(scope="module")
def assignment(around):
    return light_assignment(around["folder"])


@pytest.fixture(scope="module")
def full(assignment):
    slot = Slot(assignment, "full", LIMITS)
    yield slot
    slot.close()


@pytest.fixture(scope="module")
def process(assignment):
    slot = Slot(assignment, "process", LIMITS)
    yield slot
    slot.close()


@pytest.fixture(scope="module")
def bare(assignment):
    slot = probes.slot_without(NO_WALLS, assignment, "process", WITHOUT_LIMITS)
    yield slot
    slot.close()


def run(slot, *sources):
    cells = [Cell(i, i, "run", source) for i, source in enumerate(sources)]
    return slot.grade(cells, (), seed=2)


# ----------------------------------------------------------------------------------- each wall


@pytest.mark.parametrize("name", PROBES)
def test_the_full_sandbox_holds(full, around, name):
    if name == "user id" and not AS_ROOT:
        pytest.skip("an ordinary user has no other user ids to give; root's slots have")
    assert not probes.gets_through(full, name, **around)


@pytest.mark.parametrize("name", sorted(WALLS_OF_A_PROCESS))
def test_isolation_process_holds_what_it_promises(process, around, name):
    assert not probes.gets_through(process, name, **around)


@pytest.mark.parametrize("name", [name for name in PROBES if name != "daemon"])
def test_with_the_walls_away_every_probe_gets_through(bare, around, monkeypatch, name):
    monkeypatch.setattr(slots, "clean", lambda outputs, most: outputs)
    assert probes.gets_through(bare, name, **around)


def test_a_daemon_outlives_a_notebook_that_nobody_ends(full, around, monkeypatch):
    ended, end = [], processes.Child.end
    monkeypatch.setattr(processes.Child, "end", lambda self: ended.append(self))
    monkeypatch.setattr(probes, "PATIENCE", 0)
    try:
        assert probes.gets_through(full, "daemon", **around)
        assert not AS_ROOT or _processes_of(full.user_ids())
    finally:
        for child in ended:
            end(child)
    assert not probes.daemons()
    assert not _processes_of(full.user_ids())


def test_namespaces_and_the_filter_do_not_lean_on_each_other(assignment, around):
    """Without the filter only programs can be started; they are as walled in as the rest."""
    slot = probes.slot_without(IMPORTS + NO_FILTER, assignment, "full", LIMITS)
    try:
        through = {name for name in PROBES if probes.gets_through(slot, name, **around)}
    finally:
        slot.close()
    assert through - ({"user id"} if not AS_ROOT else set()) == {"programs"}


def _processes_of(uids):
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            found += [path.name] if path.stat().st_uid in uids else []
        except OSError:
            continue
    return found


# ---------------------------------------------------------------------------------------- time


@pytest.mark.parametrize("slot", ["full", "process"])
@pytest.mark.parametrize(
    "source",
    [
        "while True:\n    pass",
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n"
        "        pass",
    ],
    ids=["busy", "stubborn"],
)
def test_a_cell_that_takes_too_long_is_stopped_and_the_rest_runs(
    request, monkeypatch, slot, source
):
    slot = request.getfixturevalue(slot)
    monkeypatch.setattr(slot, "limits", replace(LIMITS, cell_seconds=1))
    ran = run(slot, source, "print('after')")
    assert ran.stopped == {0: "time"}
    assert "after" in "".join(ran.outputs[1][0]["text"])


def test_a_cell_within_its_time_is_not_stopped(full):
    ran = run(full, "import time\ntime.sleep(1.5)\nprint('slept')")
    assert ran.stopped == {} and ran.outputs[0]


SLOW = "import time\n\n\ndef double(x):\n    time.sleep(1.5)\n    return 2 * x\n"


@pytest.mark.parametrize(("seconds", "points"), [(1, 0), (20, 20)])
def test_a_check_that_takes_too_long_fails_alone(
    full, assignment, around, monkeypatch, seconds, points
):
    monkeypatch.setattr(full, "limits", replace(LIMITS, check_seconds=seconds))
    graded = grade(good_notebook(around["folder"], {"double": SLOW}), assignment, full, seed=2)
    assert graded.points["check-double-value"] == points
    assert graded.points["check-repeat-calls"] == 40


@pytest.mark.parametrize(("seconds", "reached"), [(2, False), (60, True)])
def test_a_submission_has_an_end(full, monkeypatch, seconds, reached):
    monkeypatch.setattr(full, "limits", replace(LIMITS, submission_seconds=seconds))
    naps = ["import time\ntime.sleep(0.7)"] * 5
    assert (5 in run(full, *naps, "print('the end')").outputs) == reached


# --------------------------------------------------------------------------------- what is left


@pytest.mark.parametrize("isolation", ["full", "process"])
def test_a_notebook_leaves_no_file(request, isolation):
    slot = request.getfixturevalue(isolation)
    before = sorted(os.listdir(slot._scratch.name))
    assert run(slot, "open('file', 'w').close()").outputs == {0: []}
    assert sorted(os.listdir(slot._scratch.name)) == before


def test_a_box_that_nobody_removes_would_be_noticed(process, monkeypatch):
    before = sorted(os.listdir(process._scratch.name))
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    run(process, "open('file', 'w').close()")
    assert sorted(os.listdir(process._scratch.name)) != before


def test_a_closed_slot_leaves_neither_files_nor_processes(assignment):
    slot = Slot(assignment, "process", LIMITS)
    warm, scratch = slot.processes(), Path(slot._scratch.name)
    assert len(warm) == 2 and all(Path(f"/proc/{pid}").exists() for pid in warm)
    assert scratch.exists()
    slot.close()
    assert not scratch.exists()
    assert probes.become_empty(lambda: [pid for pid in warm if Path(f"/proc/{pid}").exists()])


# ----------------------------------------------------------------------------- an ordinary user


@pytest.fixture(scope="module")
def home():
    with tempfile.TemporaryDirectory(prefix="ordinary-") as home:
        os.chmod(home, 0o777)
        yield home


@pytest.mark.parametrize("isolation", ["full", "process"])
def test_the_walls_hold_for_an_ordinary_user_too(home, isolation):
    if not AS_ROOT:
        pytest.skip("the tests run as an ordinary user: all others here have shown it")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    tries = probes.as_ordinary_user([sys.executable, "-c", "import numpy, autograder"], home)
    tried = subprocess.run(tries, env=environment, capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"an ordinary user cannot use this environment: {tried.stderr[-300:]}")
    command = [sys.executable, str(ROOT / "tests" / "probes.py"), isolation]
    done = subprocess.run(
        probes.as_ordinary_user(command, home), env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["user"] == probes.USER
    assert found["points"] == 100
    assert not found["left"]
    held = set(PROBES) if isolation == "full" else WALLS_OF_A_PROCESS
    assert not held.intersection(found["through"])
