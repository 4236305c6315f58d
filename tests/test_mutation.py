"""Mutants are made, run within limits and told; a blind check cannot hide behind them."""

import os
import re
import textwrap
import time

import corpus
import forked
import mutants
import pytest
from mutation import mutants as made_of
from mutation_report import read_marks

KINDS = [  # a line, and one that a mutant makes of it
    ("y = a + b", "y = a - b"),
    ("y = a * b", "y = a / b"),
    ("y = a * b", "y = b"),
    ("y = a @ b", "y = b @ a"),
    ("y = a @ b", "y = a * b"),
    ("y = a @ b.T", "y = a @ b"),
    ("y = a @ b", "y = a.T @ b"),
    ("y = a ** 2", "y = a ** 3"),
    ("y = a ** 2", "y = a ** 1"),
    ("y = a - b", "y = b - a"),
    ("y = a < b", "y = a <= b"),
    ("y = a >= b", "y = a > b"),
    ("y = a == b", "y = a != b"),
    ("y = -a", "y = a"),
    ("y = not a", "y = a"),
    ("y = a and b", "y = a or b"),
    ("y = a or b", "y = b"),
    ("y = a if b else c", "y = c"),
    ("y = [a for a in b if a]", "y = [a for a in b]"),
    ("y = a.sum(axis=0)", "y = a.sum(axis=1)"),
    ("y = a.sum(axis=0)", "y = a.sum()"),
    ("y = a.sum(axis=0)", "y = a.mean(axis=0)"),
    ("y = a.sum(axis=0)", "y = a.sum(axis=0, keepdims=True)"),
    ("y = a.sum(axis=0, keepdims=True)", "y = a.sum(axis=0, keepdims=False)"),
    ("y = a.sum(dim=0)", "y = a.sum(dim=0, keepdim=True)"),
    ("y = 0", "y = 1"),
    ("y = 1", "y = 2"),
    ("y = 0.5", "y = 1.0"),
    ("y = 0.5", "y = -0.5"),
    ("y = {'he': 1, 'xavier': 2}", "y = {'xavier': 1, 'xavier': 2}"),
    ("y = range(a)", "y = range(a - 1)"),
    ("y = range(a)", "y = range(1, a)"),
    ("y = a[b]", "y = a[b + 1]"),
    ("y = a[:b]", "y = a[:b - 1]"),
    ("y = a[1:b]", "y = a[1:]"),
    ("y = a[::-1]", "y = a"),
    ("y = reversed(a)", "y = a"),
    ("y = float(a)", "y = a"),
    ("y = np.sqrt(a)", "y = a"),
    ("y = a.copy()", "y = a"),
    ("y = a.detach()", "y = a"),
    ("y = f(a, b)", "y = f(b, a)"),
    ("return a, b", "return (b, a)"),
    ("a, b = y", "b, a = y"),
    ("y = model.weight", "y = model.bias"),
    ("model.train()", "model.eval()"),
    ("y = a", "pass"),
    ("y += a", "pass"),
    ("y += a", "y -= a"),
    ("y += a", "y = a"),
    ("optimizer.zero_grad()", "pass"),
    ("if a:\n    b()", "if not a:"),
    ("if a:\n    b()", "if True:"),
    ("if a:\n    b()", "if False:"),
    ("while a:\n    b()", "while False:"),
    ("with torch.no_grad():\n    b()", "if True:"),
]
TEXT = '''
# %% locked="imports"
from mlplab import Check


# %% solve="double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return float(2 * x)
    ### END SOLUTION


# %% check="double-value" points=100
with Check("double(x) -> y", double) as c:
    c.about("value")
    c.close("y", c.call(3.0), 6.0)
    c.about("nothing doubled")
    c.close("y", c.call(0.0), 0.0)
'''
SURVIVOR = {"before": "return float(2 * x)", "after": "return 2 * x", "why": "a float already"}


@pytest.fixture
def planted(tmp_path, monkeypatch, request):
    """Survey a planted exercise with some marks; return the exit code."""
    monkeypatch.setattr(corpus, "ROOT", tmp_path)
    monkeypatch.setattr(mutants, "LEAST", 1)
    (tmp_path / "notebooks").mkdir()
    name = "ex_90_" + re.sub(r"\W", "_", request.node.name)  # texts are remembered by name

    def survey(text, marks=()):
        (tmp_path / "notebooks" / f"{name}.py").write_text(text)
        lines = [f"[[{name}.{function}]]\n" + told(mark) for function, mark in marks]
        (tmp_path / "marks.toml").write_text("\n".join(lines))
        return mutants.main([name], tmp_path / "marks.toml")

    return survey


def told(mark):
    return "\n".join(f'{key} = "{value}"' for key, value in mark.items()) + "\n"


# -------------------------------------------------------------------------------- making them


@pytest.mark.parametrize(("line", "other"), KINDS, ids=lambda text: text.split("\n")[0])
def test_each_kind_of_change_is_made(line, other):
    text = "def f(a, b, c):\n" + textwrap.indent(line, "    ")
    found = made_of(text)
    assert other in [m.after for m in found]
    for mutant in found:
        compile(mutant.source, "<mutant>", "exec")
    assert len({m.source for m in found}) == len(found)


def test_only_the_solution_changes_and_nothing_is_made_twice():
    text = '''
def f(a):
    """Holds 1 + 1."""
    a = a + 1
    ### BEGIN SOLUTION
    return a  # as it is, 2 + 2
    ### END SOLUTION
'''
    assert made_of(text) == []


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("y = a in (b, c)", "y = a in (c, b)"),
        ("a, b = 1, 2", "b, a = (1, 2)"),
        ("a, b = 0.0, 0", "a, b = (0, 0.0)"),
        ("y = zip(a, b, strict=True)", "y = zip(a, b, strict=False)"),
        ("y = zip(a, b, strict=True)", "y = zip(a, b)"),
        ("y = np.sqrt(a)", "y = np"),
        ("a.append(b)", "b"),
    ],
)
def test_what_changes_nothing_or_no_learner_writes_is_not_made(line, other):
    made = made_of("def f(a, b, c):\n    " + line)
    assert made and other not in [m.after for m in made]


def test_a_change_in_a_function_within_a_function_is_made_once():
    text = "def f(a):\n    def g(b):\n        return -b\n    return g(a)"
    assert [m.after for m in made_of(text)].count("return b") == 1


# ----------------------------------------------------------------------------------- running


def test_a_call_that_does_not_end_is_stopped(monkeypatch):
    def endless():
        while True:
            pass

    monkeypatch.setattr(forked, "PATIENCE", 1)
    begun = time.monotonic()
    calls = [lambda: "fine", endless, lambda: time.sleep(60), lambda: os._exit(0)]
    assert forked.forked(calls, 2, 1) == ["fine", None, None, None]
    assert time.monotonic() - begun < 20


def test_an_endless_mutant_counts_as_caught(planted, capsys):
    endless = TEXT.replace(
        "    return",
        "    done = False\n    while not done:\n        done = True\n    return",
    )
    planted(endless)
    out = capsys.readouterr().out
    row = next(line.split() for line in out.splitlines() if line.startswith("  double "))
    made, caught, endless = map(int, row[1:4])
    assert made > caught > endless == 2


def test_a_check_that_cannot_fail_shows_survivors(planted, capsys):
    assert planted(TEXT.replace('c.close("y", c.call(3.0), 6.0)', "c.call(3.0)")) == 1
    out = capsys.readouterr().out
    assert "    - return float(2 * x)\n    + return float(3 * x)\n" in out
    assert "double: nobody notices" in out


def test_a_marked_survivor_is_accepted(planted, capsys):
    assert planted(TEXT, [("double", SURVIVOR)]) == 0
    assert "every mutant is noticed or marked" in capsys.readouterr().out


def test_without_its_mark_it_is_not(planted, capsys):
    assert planted(TEXT) == 1
    assert "    + return 2 * x\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "mark", "said"),
    [
        ("double", {"after": "return 7 * x"}, "a stale mark, no mutant is like it"),
        ("double", {"after": "return float(3 * x)"}, "a stale mark, a check catches it"),
        ("treble", {}, "marks of treble: there is no such function"),
    ],
)
def test_a_stale_mark_is_told(planted, capsys, function, mark, said):
    assert planted(TEXT, [("double", SURVIVOR), (function, SURVIVOR | mark)]) == 1
    assert said in capsys.readouterr().out


def test_a_mark_of_no_exercise_is_told(planted, tmp_path, capsys):
    planted(TEXT, [("double", SURVIVOR)])
    with open(tmp_path / "marks.toml", "a") as file:
        file.write("[[ex_91_gone.double]]\n" + told(SURVIVOR))
    assert mutants.main([], tmp_path / "marks.toml") == 1
    assert "marks of ex_91_gone: there is no such exercise" in capsys.readouterr().out


def test_a_name_that_nothing_has_is_told(planted, tmp_path, capsys):
    planted(TEXT)
    assert mutants.main(["ex_90", "--function", "trebel"], tmp_path / "marks.toml") == 2
    assert "trebel: no solve cell" in capsys.readouterr().err


def test_a_mark_without_a_reason_is_refused(planted, capsys):
    assert planted(TEXT, [("double", SURVIVOR | {"why": " "})]) == 2
    assert "needs before, after and why" in capsys.readouterr().err


def test_a_property_that_no_mutant_needs_is_listed(planted, capsys):
    planted(TEXT, [("double", SURVIVOR)])
    out = capsys.readouterr().out
    assert "visible properties that no mutant needs: 1 of 2" in out
    assert "    double-value: nothing doubled\n" in out


def test_a_check_that_stops_by_itself_is_told(planted, capsys):
    planted(TEXT.replace("c.call(3.0), 6.0", "[6.0][int(c.call(3.0)) - 6], 6.0"))
    assert "double-value itself stopped" in capsys.readouterr().out


def test_a_solution_that_fails_its_own_check_is_refused_and_the_others_go_on(planted, capsys):
    treble = TEXT.split("\n\n\n", 1)[1].replace("double", "treble").replace("2 * x", "3 * x")
    assert planted(TEXT + "\n\n" + treble) == 2
    out, err = capsys.readouterr()
    assert "the instructor's own treble fails treble-value" in err
    assert "  double " in out and "  treble " not in out


def test_every_mark_of_the_course_has_its_reason():
    marks = read_marks(mutants.MARKS)
    assert marks and set(marks) <= {p.stem for p in (corpus.ROOT / "notebooks").glob("ex_*.py")}
