"""Arrows between the rooms go one way, and one list names the dependencies."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {  # room -> packages that nothing in it may import
    "mlplab": {"autograder", "nbgrader", "tests", "notebooks", "jupytext"},
    "notebooks": {"autograder", "nbgrader", "tests"},
    "autograder": {"tests", "mlplab"},
}
NEEDS = {"mlplab": "", "autograder": "teach", "guides": "docs", "tests": "test"}  # room -> extra
OURS = {"autograder", "guides", "mlplab", *(path.stem for path in (ROOT / "tests").glob("*.py"))}
INSTALLED_AS = {
    "IPython": "ipython",
    "PIL": "pillow",
    "jupyter_core": "jupyter-core",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
BROUGHT_BY = {  # not listed: a part of another package's interface
    "bleach": "nbconvert",
    "comm": "ipywidgets",
    "dask": "distributed",
    "docutils": "sphinx",
    "ipython": "ipywidgets",
    "jinja2": "nbgrader",
    "jupyter-core": "nbconvert",
    "markupsafe": "jinja2",
    "nbclient": "nbgrader",
    "nbconvert": "nbgrader",
    "packaging": "pytest",
    "pygments": "nbconvert",
    "sqlalchemy": "nbgrader",
    "traitlets": "ipywidgets",
}
BY_LEARNERS = {"autograder": {"pandas"}}  # imported only once a submission has done so


def imported(text):
    """Top-level packages that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", FORBIDDEN)
def test_arrows_go_one_way(room):
    for path in (ROOT / room).rglob("*.py"):
        crossing = imported(path.read_text(encoding="utf-8")) & FORBIDDEN[room]
        assert not crossing, f"{path.relative_to(ROOT)} imports {crossing}"


def test_an_arrow_the_wrong_way_is_noticed():
    assert imported("def f():\n    from autograder.feedback import x") & FORBIDDEN["mlplab"]


def test_the_grader_knows_no_exercise():
    for path in (ROOT / "autograder").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"ex_0[1-4]|linear_forward|mlp_backward", text), path


def test_notebooks_import_only_what_learners_have():
    allowed = {"copy", "math", "time", "matplotlib", "mlplab", "numpy", "sklearn", "torch"}
    for path in (ROOT / "notebooks").glob("*.py"):
        assert imported(path.read_text(encoding="utf-8")) <= allowed, path.name


def test_environment_yml_names_no_second_list():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [d for d in environment["dependencies"] if isinstance(d, str)]
    (pip,) = [d["pip"] for d in environment["dependencies"] if isinstance(d, dict)]
    assert {re.split("[<>= ]", d)[0] for d in conda} == {"python", "pip"}
    assert len(pip) == 1 and re.fullmatch(r"-e \.\[\w+\]", pip[0])
    extra = re.search(r"\[(\w+)\]", pip[0]).group(1)
    assert extra in pyproject()["project"]["optional-dependencies"]


def listed(extra):
    """Packages that an extra lists, itself or through others, and those that are always needed."""
    project = pyproject()["project"]
    names = set()
    for line in [*project["dependencies"], *project["optional-dependencies"].get(extra, [])]:
        other = re.match(r"mlplab\[(\w+)\]", line)
        names |= listed(other[1]) if other else {name_of(line)}
    return names


def name_of(requirement):
    """The package of a requirement, ``numpy>=2`` for instance."""
    return re.match(r"[\w.-]+", requirement)[0].lower()


def undeclared(text, extra):
    """Packages that a module imports, and an extra neither lists nor brings."""
    names = imported(text) - OURS - sys.stdlib_module_names
    found = {INSTALLED_AS.get(name, name) for name in names}
    return {name for name in found if origin(name) not in listed(extra)}


def origin(package):
    """The package that brings this one, at last."""
    while package in BROUGHT_BY:
        package = BROUGHT_BY[package]
    return package


@pytest.mark.parametrize("room", NEEDS)
def test_every_import_is_declared(room):
    for path in (ROOT / room).rglob("*.py"):
        if "submissions" not in path.parts:  # learners import what they like
            missing = undeclared(path.read_text(encoding="utf-8"), NEEDS[room])
            missing -= BY_LEARNERS.get(room, set())
            assert not missing, f"{path.relative_to(ROOT)} imports {missing}: see pyproject.toml"


def test_an_import_that_is_not_declared_is_noticed():
    text = "import os, requests\ndef f():\n    import sympy.abc, mlplab, sklearn.svm, bleach"
    assert undeclared(text, "test") == {"requests"}
    assert undeclared(text, "teach") == {"requests", "sympy"}
    assert undeclared(text, "") == {"requests", "sympy", "bleach"}


@pytest.mark.parametrize("package", BROUGHT_BY)
def test_what_is_not_listed_does_come_along(package):
    assert package in map(name_of, requires(BROUGHT_BY[package]))


def test_every_dependency_has_bounds():
    project = pyproject()["project"]
    extras = project["optional-dependencies"].values()
    for line in [*project["dependencies"], *(d for extra in extras for d in extra)]:
        assert line.startswith("mlplab[") or re.search(r"==|>=.*,<", line), line


def test_every_package_folder_is_in_the_wheel():
    folders = {
        ".".join(p.parent.relative_to(ROOT).parts) for p in (ROOT / "mlplab").rglob("__init__.py")
    }
    assert set(pyproject()["tool"]["setuptools"]["packages"]) == folders


def test_nothing_that_learners_hand_in_is_committed():
    if not (ROOT / ".git").exists():  # an unpacked archive has no history to look at
        return
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    rooms = {line.split("/")[0] for line in kept.stdout.splitlines()}
    assert not rooms & {"submitted", "autograded", "feedback", "gradebook.db", "work", "grades.csv"}


def test_readme_map_names_every_room():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for room in ("notebooks", "source", "release", "mlplab", "autograder", "guides", "tests"):
        assert f"`{room}/" in text, room


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
