"""What learners get: built from the text, byte for byte, and with no answer in it."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import drift, exercises
from autograder.authoring.rules import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN, END_SOLUTION
from autograder.pack import build_wheel

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = exercises(ROOT)


def secrets(exercise):
    """Lines of solutions and hidden tests that stand nowhere in the open parts of the text."""
    text = (ROOT / "notebooks" / f"{exercise}.py").read_text(encoding="utf-8")
    secret, opened = set(), set()
    for cell in re.split(r"^# %%.*$", text, flags=re.MULTILINE):
        inside = False
        for line in cell.splitlines():
            if BEGIN_SOLUTION in line or BEGIN_HIDDEN in line:
                inside = True
            elif END_SOLUTION in line or END_HIDDEN in line:
                inside = False
            elif len(line.strip()) >= 20:
                (secret if inside else opened).add(line.strip())
    return secret - opened


def leaks(exercise, texts):
    """Secret lines of an exercise that appear in any of `texts`."""
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return sorted(secrets(exercise) & lines)


def sources(path):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


@pytest.mark.slow
def test_source_and_release_are_what_the_text_gives():
    assert drift(ROOT) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_solution_and_no_hidden_test_in_the_release(exercise):
    release = ROOT / "release" / exercise / f"{exercise}.ipynb"
    assert leaks(exercise, sources(release)) == []
    assert not re.search("BEGIN|HIDDEN|END SOLUTION", release.read_text(encoding="utf-8"))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_leaked_answer_is_noticed(exercise):
    instructor = ROOT / "source" / exercise / f"{exercise}.ipynb"
    assert len(leaks(exercise, sources(instructor))) == len(secrets(exercise)) > 100


def test_no_answer_in_what_a_learner_installs():
    _, wheel = build_wheel(ROOT)
    with zipfile.ZipFile(io.BytesIO(wheel)) as pack:
        names = pack.namelist()
        texts = [pack.read(n).decode() for n in names if n.endswith((".py", ".js"))]
    assert {n.split("/")[0].split("-")[0] for n in names} == {"mlplab"}
    for exercise in EXERCISES:
        assert leaks(exercise, texts) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_text_runs_as_a_script(exercise, tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "notebooks" / f"{exercise}.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    checks = re.findall(r"^# %% check=", _text(exercise), re.MULTILINE)
    assert len(re.findall("^\\w+ ✓  (?!hidden)", done.stdout, re.MULTILINE)) == len(checks)
    assert list(tmp_path.iterdir()) == []


def test_a_script_with_a_wrong_solution_ends_with_an_error(tmp_path):
    broken = tmp_path / "broken.py"
    right = _text("ex_01_mlp_backprop")
    broken.write_text(right.replace("return X @ W + b", "return X @ W", 1))
    done = subprocess.run([sys.executable, broken], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "Looks like: bias missing" in done.stderr


@pytest.mark.parametrize("exercise", EXERCISES)
def test_points_are_100_in_several_checks_per_task(exercise):
    nb = nbformat.read(ROOT / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    points = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points
        for c in nb.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    assert sum(points.values()) == 100
    assert max(points.values()) <= 10
    written = sum(c.source.count("raise NotImplementedError()") for c in _solve_cells(nb))
    row = re.search(rf"^\| \d `{exercise}` \|.*$", _readme(), re.MULTILINE)[0]
    assert f"{written} functions, {len(points)} checks" in row


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_time_it_takes_is_worked_out_and_said(exercise):
    """Reading at 130 words a minute, 12 minutes for each cell to solve, one for each guess."""
    nb = nbformat.read(ROOT / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    guesses = sum(c.source.startswith("guess(") for c in nb.cells)
    minutes = _words(nb) / 130 + 12 * len(_solve_cells(nb)) + guesses
    halves = round(minutes / 30)
    number = ["", "one", "two", "three", "four", "five"][halves // 2]
    hours = f"{number}{' and a half' if halves % 2 else ''} hours"
    assert f"Allow about {hours}" in " ".join(nb.cells[0].source.split()), minutes


@pytest.mark.parametrize("exercise", EXERCISES)
def test_prose_stays_within_its_budget(exercise):
    nb = nbformat.read(ROOT / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    assert 2000 <= _words(nb) <= 2800


def _words(nb):
    return sum(len(c.source.split()) for c in nb.cells if c.cell_type == "markdown")


def _solve_cells(nb):
    return [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("solution")]


def _readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def _text(exercise):
    return (ROOT / "notebooks" / f"{exercise}.py").read_text(encoding="utf-8")
