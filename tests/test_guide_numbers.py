"""Every number in the guides comes from the code, or asserts nothing; no other stands there."""

import ast
import re
import tomllib
from functools import cache

import corpus
import hint_numbers
import nbformat
import pytest
from prose import ROOT, uncovered

from autograder.authoring.build import exercises
from autograder.authoring.rules import TOTAL_POINTS
from autograder.demo_class import CONFIG
from autograder.grading import doctor, outputs, records, repair, run
from autograder.grading.nbgrader_steps import SandboxedExecute
from autograder.grading.slot import Limits
from mlplab.hints import STAGES
from mlplab.panels import driver

GUIDES = ("learners", "instructors", "authors", "operations", "notation", "glossary")
WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 8: "eight", 9: "nine", 10: "ten", 11: "eleven"}
SET = SandboxedExecute()  # as nbgrader_config.py leaves it, see the test on that
FIXED = Limits()
NUMBER = r"\d+(?:\.\d+)?"


@cache
def guide(name):
    """The words of a guide on one line."""
    return " ".join((ROOT / "guides" / f"{name}.md").read_text(encoding="utf-8").split())


def stands(says, text):
    """What `text` says where `says` should stand: the same words, whatever their numbers."""
    pattern = NUMBER.join(map(re.escape, re.split(NUMBER, says)))
    found = re.search(pattern, text)
    return found[0] if found else f"no passage like {says!r}"


# ----------------------------------------------------------------------------------- from the code


def python_needed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["requires-python"].removeprefix(">=")


def points_of_checks():
    """All points that a released check brings, exercise by exercise."""
    found = {}
    for name in exercises(ROOT):
        cells = nbformat.read(ROOT / "release" / name / f"{name}.ipynb", as_version=4).cells
        roles = [c.metadata.get("nbgrader", {}) for c in cells]
        found[name] = [role["points"] for role in roles if role.get("grade")]
    return found


def smallest_corpus():
    """``(wrong, right)`` solutions that the suite asks of an exercise."""
    text = (ROOT / "tests" / "test_corpus.py").read_text(encoding="utf-8")
    (least,) = set(re.findall(r"LEAST\.get\(exercise, (\(\d+, \d+\))\)", text))
    return ast.literal_eval(least)


def exit_when_interrupted():
    text = (ROOT / "autograder" / "__main__.py").read_text(encoding="utf-8")
    return int(re.search(r"except KeyboardInterrupt:.*?return (\d+)", text, re.DOTALL)[1])


def section_on_measured_gradients():
    text = (ROOT / "notebooks" / "ex_01_mlp_backprop.py").read_text(encoding="utf-8")
    return int(re.search(r"^# ## (\d+) · Measure a gradient", text, re.MULTILINE)[1])


def steps_of_the_worked_example():
    text = (ROOT / "guides" / "authors.md").read_text(encoding="utf-8")
    numbers = [int(n) for n in re.findall(r"^\*\*(\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    return len(numbers)


def one_mistake_of_the_example():
    """The values of the worked example: the mean, and the sum that is mistaken for it."""
    errors = [1.0, -2.0, 2.0]
    return sum(e * e for e in errors) / 3, sum(e * e for e in errors)


LEAST_POINTS = min(min(p) for p in points_of_checks().values())
MOST_POINTS = max(max(p) for p in points_of_checks().values())
WRONG, RIGHT = smallest_corpus()
STEPS = steps_of_the_worked_example()
MEAN, SUM = one_mistake_of_the_example()
MB = 20  # bits
CLAIMS = [  # (guide, what it says)
    ("learners", f"You need Python {python_needed()} or newer"),
    ("learners", f'"The course needs Python {python_needed()} or newer"'),
    ("learners", f"after {WORDS[driver.IDLE / 60]} minutes without a touch"),
    ("learners", f"The button under a function has {WORDS[len(STAGES)]} steps"),
    ("learners", f"section {section_on_measured_gradients()} of exercise 1 builds the tool"),
    ("instructors", f"Python {python_needed()} or newer"),
    (
        "instructors",
        f"An exercise has {TOTAL_POINTS} points, in all-or-nothing checks of {LEAST_POINTS} to "
        f"{MOST_POINTS} points",
    ),
    (
        "instructors",
        f"A cell may run {SET.cell_seconds:g} seconds, a check {SET.check_seconds:g}.",
    ),
    ("instructors", f"do it in your spreadsheet: each has {TOTAL_POINTS} points"),
    ("instructors", f"edit `points=` in `notebooks/`; the sum stays {TOTAL_POINTS}"),
    ("authors", f"## A worked example in {WORDS[STEPS]} steps"),
    ("authors", f"**{STEPS}. Try it as a learner and as the grader.**"),
    ("authors", f"build; the sum stays {TOTAL_POINTS}"),
    ("authors", f"spread {TOTAL_POINTS} points"),
    ("authors", f"offers {WORDS[len(STAGES)]} steps"),
    ("authors", f"at least {WRONG} wrong and {RIGHT} right solutions in the corpus"),
    (
        "authors",
        f'c.call(np.array([1.0, -2, 2])), {MEAN:g}, mistakes={{"1/N missing": {SUM:g}}})',
    ),
    ("operations", f"| {exit_when_interrupted()} | interrupted; what was graded is stored |"),
    ("operations", f"| `cell_seconds` | one cell | {SET.cell_seconds:g} |"),
    ("operations", f"| `check_seconds` | one check | {SET.check_seconds:g} |"),
    (
        "operations",
        f"| `submission_seconds` | one notebook, all in all | {SET.submission_seconds:g} |",
    ),
    ("operations", f"| `memory_mb` | one notebook, all its processes | {SET.memory_mb} |"),
    ("operations", f"| `seed` | fresh inputs of hidden tests | {SET.seed} |"),
    ("operations", f"| processor time of one process | {FIXED.cpu_seconds} seconds |"),
    ("operations", f"| processes and threads | {FIXED.processes} |"),
    (
        "operations",
        f"| one file that a cell writes, and all files together | {FIXED.file_mb} MB |",
    ),
    (
        "operations",
        f"| a notebook handed in | {repair.MAX_BYTES >> MB} MB, {repair.MAX_CELLS} cells |",
    ),
    (
        "operations",
        f"| other files handed in beside it that are kept | {records.MAX_EXTRA_BYTES >> MB} MB |",
    ),
    ("operations", f"| one text output | {outputs.MAX_TEXT} characters |"),
    ("operations", f"If no worker answers for {run.WORKERLESS_SECONDS} seconds"),
    (
        "operations",
        f"The doctor asks for {doctor.COURSE_FREE >> 30} GB in the course's folder and "
        f"{doctor.TEMP_FREE >> MB} MB for temporary files",
    ),
]
HINT = "`(2**2 + (-4)**2) / 2 = 10`"
NOT_CLAIMS = {  # numbers that assert nothing: names, examples to type, values given
    "learners": [],
    "instructors": [
        "ex_01_mlp_backprop",
        "mlp-backprop-2027",
        "2027-02-01 23:59",
        "2027-02-01 22:59 UTC",
        "`2027-02-02 10:00:00 UTC`",
        '"2027-02-02 10:00:00 UTC"',
        "-ex_01.html",
        "`chmod 700`",
    ],
    "authors": [
        "ex_01_mlp_backprop",
        "ex_05_mean_square",
        "points=60",  # of the example: the build adds them up
        "points=40",
        "np.array([1.0, -2, 2])",
        "np.array([-3.0])",
        "total = 0.0",
        f"Errors `[2, -4]`: {HINT}",
        "decisions/0009-panels.md",
        "tests/mutants.py ex_01",
        "tests/many_seeds.py 200",
    ],
    "operations": ["ex_01_mlp_backprop", "cell_seconds = 60", "tls://host:8786"],
    "notation": ["float64"],  # a type
    "glossary": [],
}


def others(name, text):
    """Numbers of a guide that no table knows."""
    claims = [(says, None) for where, says in CLAIMS if where == name]
    return uncovered(text, claims, NOT_CLAIMS[name])


@pytest.mark.parametrize("name, says", CLAIMS, ids=[says for _, says in CLAIMS])
def test_the_guide_says_what_the_code_does(name, says):
    assert stands(says, guide(name)) == says


@pytest.mark.parametrize("name", GUIDES)
def test_no_other_number_stands_in_a_guide(name):
    assert others(name, guide(name)) == []


@pytest.mark.parametrize("name", GUIDES)
def test_nothing_is_excused_that_the_guide_no_longer_says(name):
    assert [says for says in NOT_CLAIMS[name] if says not in guide(name)] == []


def test_another_value_in_the_code_would_be_noticed_and_both_be_shown():
    text = guide("operations")
    assert stands("| processes and threads | 129 |", text) == "| processes and threads | 128 |"
    assert stands("processes of 129 kinds", text).startswith("no passage")


@pytest.mark.parametrize("name", GUIDES)
def test_a_new_number_would_be_noticed(name):
    assert others(name, guide(name) + " It takes 17 seconds.") == ["17"]


def test_the_limits_of_the_course_are_the_delivered_ones():
    """The guide's table is that of the class; the configuration must not say otherwise."""
    text = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert not any("SandboxedExecute." in line for line in lines)
    assert "load_subconfig" in CONFIG  # a demo class has the same


def test_every_exercise_has_all_points():
    assert {sum(points) for points in points_of_checks().values()} == {TOTAL_POINTS}


def test_files_of_a_box_have_one_limit_one_by_one_and_together():
    assert FIXED.file_mb == FIXED.box_mb


def test_the_example_of_a_hint_is_right():
    ((left, right),) = hint_numbers.calculations(HINT)
    assert hint_numbers.holds(left, right) and HINT in guide("authors")
    assert not hint_numbers.holds(left, "11")


def test_more_than_nine_in_ten_is_what_the_corpus_asks():
    text = (ROOT / "tests" / "test_corpus.py").read_text(encoding="utf-8")
    assert "> 0.9 * len(wrong)" in text and "more than nine of ten" in guide("authors")
    assert len(corpus.EXERCISES) > 1
