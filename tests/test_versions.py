"""The oldest and newest packages are those that ``pyproject.toml`` allows."""

import tomllib

import pytest
import versions
from packaging.requirements import Requirement
from packaging.version import Version

from autograder.errors import CourseError

PROJECT = tomllib.loads((versions.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
INDEX = "numpy (2.1.0)\nAvailable versions: 2.1.0, 2.0.2, 2.0.1, 1.26.4\n  INSTALLED: 2.1.0\n"
SOME = ["1.26.4", "2.0.1", "2.0.2", "2.1.0", "3.0.0"]


def test_every_package_the_course_runs_on_has_a_lower_bound():
    runtime, others = versions.wanted(PROJECT, torch=True)
    assert {"numpy", "scikit-learn", "matplotlib"} <= {r.name for r in runtime}
    assert {r.name for r in others} == {"torch", "jupytext", "nbformat"}
    for requirement in runtime:
        assert requirement.specifier.contains(versions.lower_bound(requirement))


def test_torch_is_left_out_where_no_exercise_imports_it():
    _, others = versions.wanted(PROJECT, torch=False)
    assert {r.name for r in others} == {"jupytext", "nbformat"}
    assert versions.imports_torch("import numpy\n\nfrom torch import nn\n")
    assert not versions.imports_torch("# import torch\nimport torchlike\n")


def test_the_oldest_is_the_first_wheel_from_the_bound_on():
    assert versions.oldest(Requirement("numpy>=2.0,<3"), SOME) == "numpy==2.0.1"
    assert versions.oldest(Requirement("numpy>=2.0.2,<3"), SOME) == "numpy==2.0.2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("numpy>=1.20,<1.21", "no wheel of 1.20 "),
        ("numpy>=1.27,<3", "the first is 2.0.1"),
        ("numpy<3", "no lower bound"),
    ],
)
def test_a_bound_that_nobody_can_install_is_told(text, said):
    with pytest.raises(CourseError, match=said):
        versions.oldest(Requirement(text), SOME)


def test_what_pip_says_is_read():
    assert versions.available(INDEX) == ["2.1.0", "2.0.2", "2.0.1", "1.26.4"]
    assert versions.available("") == []
    said = "WARNING: slow\nERROR: No matching distribution found for numpy==9\n\nhint: see above\n"
    assert versions.last_error(said) == "ERROR: No matching distribution found for numpy==9"
    assert versions.last_error("") == "it said nothing."


def test_a_missing_list_is_told():
    with pytest.raises(CourseError, match="names no version of torch"):
        versions.wanted(
            {"dependencies": [], "optional-dependencies": {"a": ["jupytext", "nbformat"]}},
            torch=True,
        )


def test_the_table_tells_what_failed():
    results = [
        versions.Result("oldest", "ex_01_a", passed=3, seconds=4.0),
        versions.Result("newest", "ex_01_a", "NameError: x", 2, ("f: half: f-value",), 5.0),
    ]
    assert [r.fine for r in results] == [True, False]
    assert not versions.Result("oldest", "ex_01_a").fine, "nothing passed, nothing tried"
    lines = versions.table(results, {"oldest": "numpy 2.0.0", "newest": "numpy 2.4.6"})
    assert lines[:2] == ["oldest: numpy 2.0.0", "newest: numpy 2.4.6"]
    assert "ran" in lines[4] and "3 of 3" in lines[4]
    assert "stopped" in lines[5] and "2 of 3" in lines[5]
    assert lines[6:] == ["ex_01_a, newest: NameError: x", "ex_01_a, newest: f: half: f-value"]


def test_a_version_is_compared_as_one():
    assert versions.oldest(Requirement("x>=1.9"), ["1.10.0", "1.9.0"]) == "x==1.9.0"
    assert versions.lower_bound(Requirement("x==1.2")) == Version("1.2")
