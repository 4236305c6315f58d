"""A learner alone grades the own work folder with one command."""

import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import exercises
from autograder.errors import CourseError
from autograder.own_work import grade_own_work
from autograder.submissions import filled_in, solutions

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = exercises(ROOT)[0]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the full sandbox needs Linux")
def test_own_work_gets_points_and_a_page_and_is_not_touched(tmp_path):
    right = solutions(ROOT / "source" / EXERCISE / f"{EXERCISE}.ipynb")
    first, *rest = right
    answers = {name: right[name] for name in rest}
    path = tmp_path / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir()
    nbformat.write(filled_in(ROOT / "release" / EXERCISE / path.name, answers), path)
    before, said = path.read_bytes(), []
    (page,) = grade_own_work(ROOT, tmp_path, browse=False, say=said.append)
    assert path.read_bytes() == before
    text = page.read_text("utf-8")
    assert f"{first} is not written yet." in text and "BEGIN HIDDEN" not in text
    assert f"{EXERCISE}: " in said[0] and " of 100 points" in said[0]
    points = float(said[0].split(": ")[1].split()[0])
    assert 0 < points < 100


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the full sandbox needs Linux")
def test_a_broken_notebook_is_told(tmp_path):
    folder = tmp_path / EXERCISE
    folder.mkdir()
    (folder / f"{EXERCISE}.ipynb").write_text("{ cut off", encoding="utf-8")
    said = []
    (page,) = grade_own_work(ROOT, tmp_path, [EXERCISE], browse=False, say=said.append)
    assert "0 of 100 points. The file is not a notebook" in said[0]
    assert "not a notebook" in page.read_text("utf-8")


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(CourseError, match="there is no exercise;"):
        grade_own_work(ROOT, tmp_path, browse=False)
    shutil.copytree(ROOT / "release" / EXERCISE, tmp_path / EXERCISE)
    with pytest.raises(CourseError, match="there is no ex_99"):
        grade_own_work(ROOT, tmp_path, ["ex_99"], browse=False)
