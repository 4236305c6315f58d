"""What the README says in numbers: counted here, or measured by a command that stands beside it."""

import re
import subprocess
import sys

import hostile
import pytest
from concept_guide import ROOT, said, so
from corpus import EXERCISES, submissions

from mlplab import panels

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def kept(right):
    return f"{sum(s.right == right for e in EXERCISES for s in submissions(e)):,}"


COUNTED = [
    ("‹› notebooks in which you build", lambda: (NUMBERS[len(EXERCISES)].capitalize(),)),
    ("‹› live panels", lambda: (NUMBERS[number_of_panels()].capitalize(),)),
    (
        "‹› wrong solutions fail exactly the checks they should; ‹› right but unusual ones pass",
        lambda: (kept(right=False), kept(right=True)),
    ),
    ("‹› hostile notebooks", lambda: (len(hostile.attacks()),)),
    ("Python ‹› or newer", lambda: (requires_python(),)),
    ("Each is worth ‹› points", so(100)),
]
MEASURED = ("grading_speed.py", "panel_speed.py")  # commands that print what their row says


def readme():
    return " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def number_of_panels():
    """The rate map of exercise 4 is the same panel, driven by a class."""
    return len(set(panels.__all__) - {"torch_rate_map"})


def requires_python():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(r'requires-python = ">=([\d.]+)"', text)[1]


@pytest.mark.parametrize("claim", COUNTED, ids=[passage for passage, _ in COUNTED])
def test_the_readme_counts_right(claim):
    assert said(claim) in readme()


def rows_without_a_command(text):
    """Rows of *What makes it different* whose last column runs nothing that is there."""
    table = text.partition("## What makes it different")[2].partition("\n## ")[0]
    rows = [r.split(" | ") for r in re.findall(r"^\| (.+) \|$", table, re.MULTILINE)][1:]
    assert len(rows) >= 5
    return [row[0] for row in rows if not runs(row[-1])]


def runs(command):
    named = re.findall(r"tests/\w+\.py", command)
    return command.startswith(("`./course test", "`.venv/bin/python tests/")) and all(
        (ROOT / path).exists() for path in named
    )


@pytest.mark.parametrize("script", ["panel_speed", "pictures", "panel_soak", "panel_cost"])
def test_a_measurement_without_a_browser_ends_in_a_sentence(script):
    path = ROOT / "tests" / f"{script}.py"
    code = (
        "import runpy, sys; sys.modules['playwright'] = None; "
        f"sys.path.insert(0, {str(path.parent)!r}); runpy.run_path({str(path)!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.startswith("This needs playwright, which comes with the tests: run ./course")


def test_what_was_measured_can_be_measured_again():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert rows_without_a_command(text) == []
    assert all(f"tests/{command}`" in text for command in MEASURED)


def test_a_row_without_a_command_is_noticed():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lost = text.replace("tests/panel_speed.py", "tests/gone.py")
    assert rows_without_a_command(lost) == ["Panels that move"]
