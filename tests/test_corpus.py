"""Wrong solutions lose exactly the points they deserve, right ones none, and mistakes are named."""

import ast
import importlib
import inspect
import pkgutil
import re

import corpus
import pytest

import mlplab
from autograder.submissions import Submission

# Learners warn and overflow on purpose here; that it costs nothing is what the checks promise.
pytestmark = pytest.mark.filterwarnings("ignore")

CASES = [s for exercise in corpus.EXERCISES for s in corpus.submissions(exercise)]
LEAST = {"ex_01_mlp_backprop": (70, 30)}  # wrong and right solutions an exercise must have


def pytest_generate_tests(metafunc):
    """A sample by default; all solutions with ``--whole-corpus``."""
    if "case" in metafunc.fixturenames:
        cases = CASES if metafunc.config.getoption("whole_corpus") else corpus.sample(CASES)
        metafunc.parametrize("case", cases, ids=label)


def label(case):
    return f"{case.exercise} {'right' if case.right else 'wrong'} {case.id}"


def test_a_solution_gets_what_it_deserves(case):
    assert case.right or case.fails, "a wrong solution must fail some check"
    outcome = corpus.run(case.exercise, case.replaces, case.source)
    assert corpus.unexpected(case, outcome) == []
    assert [text for text in map(str, outcome.failed.values()) if data_in_hidden(text, case)] == []


def data_in_hidden(text, case):
    """What looks like data in the message of a hidden test."""
    if "a hidden test" not in text:
        return []
    told = text.split("Looks like")[0].replace(case.source, "")
    return re.findall(r"\d\.\d|\(\d+,|expected -?\d", told)


def test_data_in_a_hidden_message_is_noticed():
    said = "f: y is not right yet.\n\n  {}  checking    a hidden test, on data you have not seen"
    assert data_in_hidden(said.format("expected 15, got 2"), CASES[0]) == ["expected 1"]
    assert data_in_hidden(said.format("y has shape (3, 4)"), CASES[0]) == ["(3,"]
    assert data_in_hidden(said.format(""), CASES[0]) == []


@pytest.mark.parametrize("exercise", corpus.EXERCISES)
def test_the_sample_covers_every_check_and_every_right_solution(exercise):
    cases = [s for s in CASES if s.exercise == exercise]
    some = corpus.sample(cases)
    assert {c for s in some for c in s.fails} == {c for s in cases for c in s.fails}
    assert [s for s in some if s.right] == [s for s in cases if s.right]
    wrong = [s for s in some if not s.right]
    assert len(wrong) >= LEAST.get(exercise, (60, 25))[0]


@pytest.mark.parametrize("exercise", corpus.EXERCISES)
def test_the_instructors_solution_passes_every_check(exercise):
    assert corpus.run(exercise).failed == {}


@pytest.mark.parametrize("exercise", corpus.EXERCISES)
def test_there_are_enough_solutions_for_every_task(exercise):
    cases = [s for s in CASES if s.exercise == exercise]
    wrong, right = [s for s in cases if not s.right], [s for s in cases if s.right]
    least = LEAST.get(exercise, (60, 25))
    assert (len(wrong), len(right)) >= least and len(right) >= least[1]
    solved = {name for role, name, _ in corpus.cells(exercise) if role == "solve"}
    assert {s.replaces for s in wrong} == {s.replaces for s in right} == solved


@pytest.mark.parametrize("exercise", corpus.EXERCISES)
def test_more_than_nine_mistakes_in_ten_are_named(exercise):
    wrong = [s for s in CASES if s.exercise == exercise and not s.right]
    assert sum(bool(s.mistake) for s in wrong) > 0.9 * len(wrong)


@pytest.mark.parametrize("exercise", corpus.EXERCISES)
def test_every_check_is_needed_by_some_wrong_solution(exercise):
    needed = {c for s in CASES if s.exercise == exercise for c in s.fails}
    checks = {name for role, name, _ in corpus.cells(exercise) if role == "check"}
    assert checks - needed == set()


def test_a_wrong_solution_that_slips_through_is_noticed():
    right = next(s for s in CASES if s.right and not s.carries)
    claimed = Submission(**{**vars(right), "right": False, "fails": [f"{right.replaces}-x"]})
    outcome = corpus.run(right.exercise, right.replaces, right.source)
    assert "own checks that fail" in corpus.unexpected(claimed, outcome)[0]


def test_a_right_solution_that_is_rejected_is_noticed():
    wrong = next(s for s in CASES if not s.right and s.carries and s.mistake)
    claimed = Submission(**{**vars(wrong), "right": True, "fails": [], "carries": []})
    outcome = corpus.run(wrong.exercise, wrong.replaces, wrong.source)
    said = corpus.unexpected(claimed, outcome)
    assert "own checks that fail" in said[0] and "not carried" in said[1]


def test_a_mistake_that_is_not_named_is_noticed():
    wrong = next(s for s in CASES if s.mistake == "bias missing")
    claimed = Submission(**{**vars(wrong), "mistake": "ascent"})
    outcome = corpus.run(wrong.exercise, wrong.replaces, wrong.source)
    assert "'ascent' is not named" in corpus.unexpected(claimed, outcome)[0]


# ------------------------------------------------------- what learners install answers nothing


def public_callables():
    """Every function and method without a leading underscore in any module of mlplab."""
    found = {}
    names = [m.name for m in pkgutil.walk_packages(mlplab.__path__, "mlplab.")]
    for module in map(importlib.import_module, names):
        for name, value in vars(module).items():
            own = getattr(value, "__module__", "").startswith("mlplab")
            if not callable(value) or name.startswith("_") or not own:
                continue
            found[f"{module.__name__}.{name}"] = value
            if inspect.isclass(value):
                made = value("f(x) -> y", abs) if value is mlplab.Check else value
                for attribute, method in inspect.getmembers(made, callable):
                    if not attribute.startswith("_"):
                        found[f"{module.__name__}.{name}.{attribute}"] = method
    once = {}  # what several modules import is one callable, called as where it was made
    for label in sorted(found, key=lambda label: not label.startswith(_home(found[label]))):
        once.setdefault(_identity(found[label]), label)
    return {label: found[label] for label in once.values()}


def _home(value):
    return f"{getattr(value, '__module__', None)}.{getattr(value, '__qualname__', '')}"


def _identity(value):
    """What makes two callables the same one; methods of an instance are made anew at each look."""
    return type(value), id(getattr(value, "__func__", value))


def test_the_modules_are_all_looked_at():
    found = public_callables()
    for name in ("mlplab.figures.descent.descent_paths", "mlplab.panels.nets.start"):
        assert name in found
    assert any(name.endswith(".Check.slopes") for name in found)


@pytest.mark.parametrize("exercise", corpus.EXERCISES)
def test_no_public_callable_of_mlplab_passes_any_check(exercise):
    passed = passing(exercise, public_callables())
    assert passed == []


def test_a_public_answer_would_be_noticed():
    planted = {"planted": lambda X, W, b: X @ W + b}
    assert ("planted", "linear_forward") in passing("ex_01_mlp_backprop", planted)


def passing(exercise, callables):
    """``(callable, solve cell)`` wherever a callable passes one whole task."""
    solved = [name for role, name, _ in corpus.cells(exercise) if role == "solve"]
    found = []
    for label, value in callables.items():
        for name in solved:
            vars(mlplab)["_candidate"] = value
            outcome = corpus.run(
                exercise,
                name,
                f"import mlplab\n{name} = mlplab._candidate",
                only=lambda c, name=name: c.startswith(name + "-"),
            )
            if not outcome.own(name):
                found.append((label, name))
    vars(mlplab).pop("_candidate", None)
    return found


def test_every_solve_cell_is_a_function_of_its_own_name():
    for exercise in corpus.EXERCISES:
        for role, name, code in corpus.cells(exercise):
            if role == "solve":
                assert name in code.co_names, f"{exercise}: {name}"


def test_corpus_cells_define_what_they_replace():
    for case in CASES:
        names = {n.name for n in ast.parse(case.source).body if hasattr(n, "name")}
        assigned = {
            t.id
            for n in ast.walk(ast.parse(case.source))
            if isinstance(n, ast.Assign)
            for t in n.targets
            if isinstance(t, ast.Name)
        }
        assert case.replaces in names | assigned, case.id
