"""One command starts an exercise that obeys every rule from its first line on."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import build
from autograder.authoring.rules import problems
from autograder.authoring.template import new_exercise
from autograder.authoring.text import read_text
from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def root(tmp_path):
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_the_template_breaks_no_rule_and_runs_as_a_script(root):
    path = new_exercise(root, "ex_05_early_days")
    assert problems(read_text(path)) == []
    done = subprocess.run([sys.executable, path], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("square_of_sum ✓") == 4
    for tool in (["check"], ["format", "--check"]):
        command = [
            Path(sys.executable).with_name("ruff"),
            *tool,
            "--config",
            ROOT / "pyproject.toml",
        ]
        done = subprocess.run([*command, path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_template_is_released_with_its_title_and_without_its_answer(root):
    new_exercise(root, "ex_05_early_days")
    _, release = build(root)
    cells = nbformat.read(release, as_version=4).cells
    assert cells[0].source.startswith("# Exercise 5 · Early days")
    text = "\n".join(c.source for c in cells)
    assert "x.sum()" not in text and "h.rng" not in text and "NotImplementedError" in text


def test_an_exercise_that_exists_is_left_alone(root):
    path = new_exercise(root, "ex_05_early_days")
    path.write_text("mine")
    with pytest.raises(CourseError, match="exists already; it was left as it is"):
        new_exercise(root, "ex_05_early_days")
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["05", "ex_5_x", "ex_05_", "../ex_05_x", "ex_05_Big"])
def test_an_odd_name_is_refused(root, name):
    with pytest.raises(CourseError, match="no name for an exercise"):
        new_exercise(root, name)
