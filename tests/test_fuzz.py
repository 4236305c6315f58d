"""A sample of the fuzzing of ``tests/fuzz.py``, and faults that it must see."""

import itertools
import json
import os
import random
import sys

import pytest
from fuzz import fuzz, with_outputs
from fuzz_mutations import BYTE_CHANGES, CHANGES
from grading import good_notebook, light_assignment, light_course

from autograder.grading.grade import Graded, grade, ungradable
from autograder.grading.slot import Limits, Slot

SEED = 3
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="full isolation as root; Linux only"
)


@pytest.fixture(scope="module")
def light(tmp_path_factory):
    """The assignment, an all-right notebook of it, and the real grader."""
    folder = light_course(tmp_path_factory.mktemp("fuzz") / "course")
    assignment = light_assignment(folder)
    slot = Slot(assignment, "full", Limits(memory_mb=1024))
    yield (
        assignment,
        with_outputs(good_notebook(folder)),
        lambda raw: grade(raw, assignment, slot, seed=2),
    )
    slot.close()


@pytest.mark.slow
def test_a_sample_is_graded_or_explained(light):
    assignment, raw, judge = light
    report = fuzz(judge, assignment, raw, 60, SEED)
    assert report.violations == []
    assert report.graded + report.explained == 60
    assert report.graded >= 30 and report.explained >= 5 and report.repaired >= 10
    assert report.known >= 60, "too few answers survive: points are hardly looked at"
    assert report.twice == 6


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_every_change_changes_a_notebook(change, light):
    _, raw, _ = light
    changed = 0
    for seed in range(40):
        notebook = json.loads(raw)
        try:
            notebook = change(notebook, random.Random(seed)) or notebook
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            continue
        changed += json.dumps(notebook) != json.dumps(json.loads(raw))
    assert changed >= 10


@pytest.mark.parametrize("change", BYTE_CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_every_change_of_bytes_changes_some(change, light):
    _, raw, _ = light
    assert any(change(raw, random.Random(seed)) != raw for seed in range(5))


# ------------------------------------------------------------------ planted faults


def crash(graded, number):
    raise KeyError("source")


def full_points(graded, number):
    graded.points = dict.fromkeys(graded.points, 50.0)


def no_points(graded, number):
    graded.points = dict.fromkeys(graded.points, 0.0)


def lost_check(graded, number):
    cells = graded.notebook["cells"]
    cells.remove(next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade")))


def other_check(graded, number):
    cells = graded.notebook["cells"]
    next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade"))["source"] = "pass"


def no_notebook(graded, number):
    graded.notebook["cells"][0]["source"] = 7


def silent(graded, number):
    graded.repairs = []


def mumbled(graded, number):
    graded.reason = graded.reason and "KeyError: 'cells'\nTraceback"


def leak(graded, number):
    next(c for c in graded.notebook["cells"] if "outputs" in c)["outputs"].append(
        {"output_type": "stream", "name": "stdout", "text": "secret_count\n"}
    )


def other_bytes(graded, number):
    graded.notebook["metadata"]["when"] = number


FAULTS = {
    crash: "KeyError",
    full_points: "has 50.0 points",
    no_points: "deserves 20 points and has 0.0",
    lost_check: "has 8 of 9 released cells",
    other_check: "different: ",
    no_notebook: "no valid notebook",
    silent: "nothing is told about",
    mumbled: "no clear sentence",
    leak: "shows secret_count",
    other_bytes: "gives other bytes",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_reported(fault, light):
    assignment, raw, judge = light
    count = itertools.count()

    def faulty(mutant):
        graded = judge(mutant)
        fault(graded, next(count))
        return graded

    report = fuzz(faulty, assignment, raw, 12, SEED)
    assert any(FAULTS[fault] in line for line in report.violations), report.violations
    assert all(f"--seed {SEED}, mutant " in line for line in report.violations)


def test_giving_up_on_a_readable_notebook_is_reported(light):
    assignment, raw, _ = light
    reason = "The file cannot be read."
    none = dict.fromkeys(assignment.points(), 0.0)
    report = fuzz(
        lambda mutant: Graded(ungradable(assignment, reason), none, reason=reason),
        *(assignment, raw, 12, SEED),
    )
    assert any("deserves 40 points and has 0.0" in line for line in report.violations)
