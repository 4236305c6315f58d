"""Demonstrations wait, guesses last, panels run the learner's code: and all say what happened."""

import copy
import importlib
import json
import re
import sys
import warnings

import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib.figure import Figure
from test_checks import cell, shell  # noqa: F401

from mlplab import demo, guesses, hints
from mlplab.panels import descent_lab
from mlplab.panels.descent import CLIP, STEPS, DescentLab
from mlplab.panels.engine import Engine
from mlplab.saving import WIDGET, without_widgets

QUESTION, OPTIONS = "the sum of 1 and 2", ["3", "12", "another"]
NASTY = "<b onload=\"alert('x')\">&"
ESCAPED = "&lt;b onload=&quot;alert(&#x27;x&#x27;)&quot;&gt;&amp;"
UNWRITTEN = "def linear_forward(X):\n    raise NotImplementedError()\n"
BROKEN = 'def linear_forward(X):\n    Z = X * 2\n    return Z["row"]\n'


@pytest.fixture(autouse=True)
def fresh_notebook(tmp_path, monkeypatch):
    """Each test is a notebook just opened, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    restart_kernel()


def restart_kernel():
    importlib.reload(hints)
    importlib.reload(guesses)


@pytest.fixture
def page(request):
    """A real IPython shell: cells that run in it, and what they display."""
    kernel = request.getfixturevalue("shell")
    kernel.push({"guesses": guesses, "hints": hints, "demo": demo})
    kernel.push({"Figure": Figure, "descent_lab": descent_lab})

    def run(code):
        with capture_output() as seen:
            kernel.run_cell(code).raise_error()
        assert seen.stderr == ""
        return seen

    return run


def displayed(seen):
    (output,) = seen.outputs
    return output.data


def test_a_demonstration_runs_at_once_and_can_be_run_again(capsys):
    @demo
    def hello():
        print("hello")

    hello()
    assert capsys.readouterr().out == "hello\nhello\n"


@pytest.mark.parametrize(
    "user",
    ["def shapes():\n    linear_forward(1)", "def f():\n    linear_forward(1)\ndef g():\n    f()"],
)
def test_a_demonstration_waits_and_names_the_function_that_is_missing(user, capsys):
    demo(cell(UNWRITTEN + user))
    assert capsys.readouterr().out == (
        "This waits for linear_forward. Write it, run its cell, then run this one again.\n"
    )


def test_an_error_of_the_learners_function_is_told_with_its_line(capsys):
    demo(cell(BROKEN + "def shapes():\n    linear_forward(1)"))
    assert capsys.readouterr() == (
        "This demonstration stopped with a TypeError in linear_forward at line 3 of its cell:"
        '  return Z["row"]\n'
        "  'int' object is not subscriptable\n  The checks above say more.\n",
        "",
    )


@pytest.mark.parametrize("end", ["", "raise NotImplementedError", "1 / 0"])
def test_a_warning_in_a_demonstration_stays_off_stderr_and_is_named(end, capsys):
    @demo
    def careless():
        text = warnings.formatwarning("overflow", RuntimeWarning, "1.py", 3, "y = x * x")
        print("careless", text, sep="\n", file=sys.stderr)
        exec(end)

    out, err = capsys.readouterr()
    assert err == "" and "Your code wrote a warning: RuntimeWarning: overflow\n" in out


def test_on_a_page_a_figure_is_shown_with_its_alternative_which_is_escaped(page, capsys):
    seen = page(f"_ = demo(lambda: (Figure(figsize=(5, 3)), {NASTY!r}))")
    data = displayed(seen)
    assert set(data) == {"text/html", "text/plain"} and seen.stdout == ""
    tag = r'<img src="data:image/png;base64,iVBOR[\w+/=]+" alt="(.*)" style="(.*)">'
    found = re.fullmatch(tag, data["text/html"]).groups()
    assert found == (ESCAPED, "width:500px;max-width:100%")
    assert data["text/plain"] == f"[figure] {NASTY}"
    InteractiveShell.clear_instance()  # as in a script
    demo(lambda: (Figure(), "Two lines that cross."))
    assert capsys.readouterr().out == "[figure] Two lines that cross.\n"


def ask(page, question=QUESTION, options=OPTIONS):
    """The widgets of a displayed guess: its label, buttons, and the sentence below them."""
    data = displayed(page(f"guesses.guess({question!r}, {options!r})"))
    assert data["text/plain"] == (
        f"Predict: {question}  [{' / '.join(options)}]  (run this cell to answer)"
    )
    label, buttons, told = ipywidgets.widgets.widget._instances[data[WIDGET]["model_id"]].children
    return label, list(buttons.children), told


def revealed(compute, question=QUESTION, options=None, **kwargs):
    with capture_output() as seen:
        if options:
            guesses.guess(question, options)
            seen._stdout.truncate(seen._stdout.seek(0))
        guesses.reveal(question, compute, **kwargs)
    return seen.stdout.strip()


def test_under_nbgrader_a_question_is_printed_and_nothing_displayed(page, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    seen = page(f"guesses.guess({QUESTION!r}, {OPTIONS!r})")
    assert seen.outputs == [] and seen.stdout.startswith("Predict: the sum of 1 and 2")
    seen = page(f"guesses.reveal({QUESTION!r}, lambda: 3)\nguesses.sum_up()")
    assert seen.outputs == [] and "Computed: 3." in seen.stdout
    assert f"  {QUESTION}: not guessed; computed 3\n0 of 1 predictions made" in seen.stdout


def test_on_a_page_a_question_has_a_button_for_each_option(page):
    label, buttons, told = ask(page)
    assert [b.description for b in buttons] == OPTIONS
    assert all(QUESTION in b.tooltip and b.description in b.tooltip for b in buttons)
    assert QUESTION in label.value and told.value == ""


@pytest.mark.parametrize("options", [[], ["only"], ["same", "same"], [1, "1"]])
def test_a_question_needs_two_different_options(options):
    with pytest.raises(ValueError, match="at least two different options"):
        guesses.guess(QUESTION, options)


def test_a_guess_is_kept_cannot_be_changed_and_survives_a_restarted_kernel(page, tmp_path):
    _, buttons, told = ask(page)
    buttons[1].click()
    for _ in range(2):
        assert all(b.disabled for b in buttons)
        assert "Your prediction: <b>12</b>. It is recorded, not graded." in told.value
        restart_kernel()
        _, buttons, told = ask(page)
    ask(page, "wie groß?", ["ä", "ö"])[1][1].click()
    kept = json.loads((tmp_path / "guesses.json").read_text(encoding="utf-8"))
    assert kept == {QUESTION: "12", "wie groß?": "ö"}
    assert revealed(lambda: 3) == "Computed: 3. You predicted 12."
    assert revealed(lambda: 12, why="By eye.") == "Computed: 12, as you predicted.\nWhy: By eye."


ANSWERS = [(3, "3"), (3.0, "3"), (3.02, "3"), (11.9, "12"), (5.0, "5"), (-3.0, "-3"), ("12", "12")]
ANSWERS += [("another", "another"), (float("inf"), "inf"), (float("nan"), "nan"), (3j, "3j")]


@pytest.mark.parametrize(("answer", "told"), ANSWERS)
def test_a_number_means_the_option_close_to_it(answer, told):
    assert revealed(lambda: answer, options=OPTIONS) == f"Computed: {told}."


def test_of_two_close_options_the_nearest_is_meant_and_infinity_has_a_name():
    assert revealed(lambda: 2.015, options=["2", "2.01", "2.02", "nan"]) == "Computed: 2.02."
    assert revealed(lambda: 2.009, options=["nan", "2", "2.01"]) == "Computed: 2.01."
    names = ["infinite", "inf", "0"]
    assert revealed(lambda: float("inf"), options=names[::2]) == "Computed: infinite."
    assert revealed(lambda: -float("inf"), options=names[::2]) == "Computed: -inf."
    assert revealed(lambda: float("inf"), options=names[1:]) == "Computed: inf."


def test_an_answer_says_why_there_is_none_yet():
    assert revealed(lambda: 3) == f"Run the cell that asks '{QUESTION}' first."
    assert revealed(lambda: None, options=OPTIONS, why="x") == "Your function returned nothing."
    said = revealed(cell(UNWRITTEN + "answer = lambda: linear_forward(1)"))
    assert said.startswith("This waits for linear_forward.")
    said = revealed(cell(BROKEN + "answer = lambda: linear_forward(1)"), why="x")
    assert "TypeError in linear_forward at line 3 of its cell" in said
    assert "Computed" not in said and "Why" not in said


def test_a_folder_that_cannot_be_written_keeps_the_guess_until_the_kernel_stops(page, monkeypatch):
    _, buttons, told = ask(page)

    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(type(guesses.RECORD.path), "write_text", refuse)
    buttons[1].click()
    assert "This folder cannot be written: it lasts until the kernel stops." in told.value
    assert "You predicted 12" in revealed(lambda: 3)
    restart_kernel()
    assert revealed(lambda: 3, options=OPTIONS) == "Computed: 3."


CORRUPT = [b"", b"{", b"[1, 2]", b"null", b"\xff\xfe", b"\0"]
CORRUPT += [json.dumps({QUESTION: bad}).encode() for bad in (3, None, ["3"], {"3": 1}, NASTY)]


@pytest.mark.parametrize("content", CORRUPT)
def test_what_no_button_wrote_counts_as_no_guess_and_is_replaced(content, page, tmp_path):
    (tmp_path / "guesses.json").write_bytes(content)
    _, buttons, _ = ask(page)
    assert not any(b.disabled for b in buttons)
    assert revealed(lambda: 3) == "Computed: 3."
    assert "0 of 1 predictions made" in sum_up(page)["text/plain"]
    buttons[0].click()
    assert json.loads((tmp_path / "guesses.json").read_text()) == {QUESTION: "3"}


def sum_up(page):
    return displayed(page("guesses.sum_up()"))


def test_the_summary_shows_every_question_in_its_order(page):
    ask(page)[1][0].click()
    ask(page, "another one", ["yes", "no"])[1][0].click()
    ask(page, "a third", ["yes", "no"])
    revealed(lambda: 3)
    revealed(lambda: "no", "another one")
    data = sum_up(page)
    assert data["text/plain"].splitlines() == [
        f"{QUESTION}: guessed 3; computed 3",
        "another one: guessed yes; computed no",
        "a third: not guessed; computed not computed yet",
        "2 of 3 predictions made, 1 as computed. The others are the ones worth a second look: "
        "a surprise is where one learns.",
    ]
    rows = re.findall(r"<tr>(.*?)</tr>", data["text/html"])
    assert [re.findall("<t[dh].*?>(.*?)</t[dh]>", row) for row in rows] == [
        ["question", "your guess", "computed", "as computed"],
        [QUESTION, "3", "3", "yes"],
        ["another one", "yes", "no", "no"],
        ["a third", "no guess", "not computed yet", ""],
    ]


def test_no_markup_of_a_question_or_an_answer_reaches_the_page(page):
    label, buttons, told = ask(page, NASTY, [NASTY, "no"])
    buttons[0].click()
    revealed(lambda: NASTY, NASTY)
    for text in (label.value, told.value, sum_up(page)["text/html"]):
        assert ESCAPED in text and NASTY not in text and "<b onload" not in text


def gd(lam, lr, steps):
    return [(1 - lr * lam) ** k for k in range(steps + 1)]


def descent(function, **settings):
    """The descent lab on a learner's function, all steps shown, or as far as it comes."""
    engine = Engine(DescentLab(function))
    engine.hear({"set": settings})
    for _ in range(STEPS):
        engine.hear({"do": "step"})
    return engine


def test_the_panel_runs_the_learners_function_whenever_a_slider_moves():
    calls = []
    engine = Engine(DescentLab(lambda *args: calls.append(args) or gd(*args)))
    engine.hear({"set": {"lr": 0.5}})
    engine.hear({"set": {"lam1": 1.5}})
    assert calls == [(lam, lr, STEPS) for lr, *lams in
                     [(0.3, 1, 0.3), (0.5, 1, 0.3), (0.5, 1.5, 0.3)] for lam in lams]  # fmt: skip
    assert list(engine.model.paths[0]) == gd(1.5, 0.5, STEPS)


ENDS = {0.3: "5.1e-10 of its start, from one side", 1.7: "5.1e-10 of its start, jumping"}
ENDS |= {2.0: "is at 1 of its start, jumping from side to side", 2.1: "runs away (304 times"}


@pytest.mark.parametrize(("lr", "says"), ENDS.items())
def test_the_panel_says_in_words_what_the_path_does(lr, says):
    told = descent(gd, lr=lr).told()
    assert told.startswith(f"Learning rate {lr:.3g}; the limit 2/λ is 2 for the steeper axis.")
    assert f"x₁ {says}" in told or f"x₁ is at {says}" in told


def test_the_panel_waits_tells_an_error_with_its_line_and_recovers():
    source = (
        "def gd_quadratic(lam, lr, steps):\n    if lr > 1:\n        raise ValueError('too fast')"
    )
    engine = descent(cell(f"{source}\n    return [0.25] * (steps + 1)"), lr=3.0)
    assert engine.frame()["trouble"]
    assert "ValueError" in engine.told() and "line 3 of its cell" in engine.told()
    assert "raise ValueError('too fast')" in engine.told()
    engine.hear({"set": {"lr": 0.5}})
    assert engine.told().startswith("Learning rate 0.5") and not engine.frame()["trouble"]
    waits = cell("def gd_quadratic(lam, lr, steps):\n    raise NotImplementedError()")
    assert descent(waits).told().startswith("This waits for gd_quadratic. Write it")


@pytest.mark.parametrize("end", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_the_panel_draws_what_runs_away_at_the_edge_and_tells_it_as_it_is(end):
    engine = descent(lambda lam, lr, steps: [1.0] * steps + [end])
    assert f"x₁ runs away ({end:.3g} times its start)" in engine.told()
    way = engine.frame()["views"]["valley"]["paths"][-1]["x"]
    assert abs(way[-1]) == CLIP and list(way[:-1]) == [1.0] * STEPS


@pytest.mark.parametrize(
    "returned", [None, 3, "abc", [None] * 61, [[1.0] * 2] * 61, [], [1.0] * 20]
)
def test_the_panel_survives_what_is_no_path(returned):
    engine = descent(lambda lam, lr, steps: returned)
    assert engine.frame()["trouble"] and engine.told()


def test_a_panel_is_shown_on_a_page_and_told_in_words_elsewhere(page, monkeypatch):
    page("def gd(lam, lr, steps):\n    return [1.0] * (steps + 1)")
    seen = page("descent_lab(gd)")
    words = "[panel: Descent lab] Learning rate 0.3"
    assert WIDGET in displayed(seen) and seen.stdout == ""
    assert displayed(seen)["text/plain"].startswith(words)
    assert displayed(seen)["image/png"]
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    seen = page("descent_lab(gd)")
    assert seen.outputs == [] and seen.stdout.startswith(words)


def test_a_saved_notebook_keeps_the_text_of_a_widget_and_nothing_else_changes():
    both = {"data": {WIDGET: {"model_id": "1"}, "text/plain": "Predict: x"}}
    rest = [{"data": {WIDGET: {"model_id": "2"}}}, {"data": {"text/html": "x"}}, {"text": "x"}]
    cells = [{"cell_type": "markdown"}, {"outputs": [both, *rest]}, {"outputs": []}]
    model = {"type": "notebook", "content": {"cells": cells}}
    expected = copy.deepcopy(model)
    del expected["content"]["cells"][1]["outputs"][0]["data"][WIDGET]
    without_widgets(model=model, path="x.ipynb", contents_manager=None)
    assert model == expected
    for other in ({"type": "file", "content": "x"}, {"type": "notebook", "content": None}):
        without_widgets(other, path="x")
