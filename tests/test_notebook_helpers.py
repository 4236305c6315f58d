"""Demonstrations wait, guesses last, panels run the learner's code: and all say what happened."""

import importlib
import json
import linecache
import re
import sys
import textwrap

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib.figure import Figure
from traitlets.config import Config

from mlplab import demo, guesses, show
from mlplab.panels import descent, descent_lab

QUESTION, OPTIONS = "the sum of 1 and 2", ["3", "12", "another"]
NASTY = "<b onload=\"alert('x')\">&"
ESCAPED = "&lt;b onload=&quot;alert(&#x27;x&#x27;)&quot;&gt;&amp;"


@pytest.fixture(autouse=True)
def fresh_notebook(tmp_path, monkeypatch):
    """Each test is a notebook just opened, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    restart_kernel()


def restart_kernel():
    importlib.reload(guesses)


@pytest.fixture
def page(tmp_path):
    """A real IPython shell: cells that run in it, and what they display."""
    main = sys.modules["__main__"]
    shell = InteractiveShell.instance(
        config=Config(HistoryManager={"enabled": False}), ipython_dir=str(tmp_path / ".ipython")
    )
    shell.push({"guesses": guesses})

    def run(code):
        with capture_output() as seen:
            shell.run_cell(textwrap.dedent(code)).raise_error()
        assert seen.stderr == ""
        return seen

    yield run
    InteractiveShell.clear_instance()
    sys.modules["__main__"] = main


def displayed(seen):
    (output,) = seen.outputs
    return output.data


def cell(source):
    """The last function that a learner's cell defines."""
    source = textwrap.dedent(source).lstrip("\n")
    filename = f"<learner {abs(hash(source))}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    space = {}
    exec(compile(source, filename, "exec"), space)
    return list(space.values())[-1]


UNWRITTEN = """
def linear_forward(X):
    raise NotImplementedError()
"""
BROKEN = """
def linear_forward(X):
    Z = X * 2
    return Z["row"]
"""

# ------------------------------------------------------------------------------------- demo


def test_a_demonstration_runs_at_once_and_can_be_run_again(capsys):
    @demo
    def hello():
        print("hello")

    assert capsys.readouterr().out == "hello\n"
    hello()
    assert capsys.readouterr().out == "hello\n"


def test_a_demonstration_waits_and_names_the_missing_function(capsys):
    demo(cell(UNWRITTEN + "def shapes():\n    return linear_forward(1)"))
    assert capsys.readouterr().out == (
        "This waits for linear_forward. Write it, run its cell, then run this one again.\n"
    )


def test_it_names_the_function_that_is_missing_not_the_one_that_calls_it(capsys):
    demo(cell(f"{UNWRITTEN}def train():\n    linear_forward(1)\ndef curve():\n    train()"))
    assert capsys.readouterr().out.startswith("This waits for linear_forward.")


def test_an_error_of_the_learners_function_is_told_with_its_line(capsys):
    demo(cell(BROKEN + "def shapes():\n    linear_forward(1)"))
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "This demonstration stopped with a TypeError in linear_forward at line 3 of its cell:"
        '  return Z["row"]',
        "  'int' object is not subscriptable",
        "  The checks above say more.",
    ]
    assert err == ""


def test_in_a_script_a_figure_is_told_in_words(capsys):
    demo(lambda: (Figure(), "Two lines that cross."))
    assert capsys.readouterr().out == "[figure] Two lines that cross.\n"


def test_on_a_page_a_figure_is_shown_with_its_alternative(page):
    seen = page("""
        from matplotlib.figure import Figure
        from mlplab import demo

        @demo
        def crossing():
            figure = Figure(figsize=(5, 3))
            figure.subplots().plot([0, 1])
            return figure, "Two lines that cross."
    """)
    data = displayed(seen)
    assert set(data) == {"text/html", "text/plain"}
    assert re.fullmatch(
        r'<img src="data:image/png;base64,iVBOR[\w+/=]+" alt="Two lines that cross\." '
        r'style="width:400px;max-width:100%">',
        data["text/html"],
    )
    assert data["text/plain"] == "[figure] Two lines that cross."
    assert seen.stdout == ""


def test_a_missing_function_on_a_page_shows_a_sentence_and_no_traceback(page):
    page("def linear_forward(X):\n    raise NotImplementedError()")
    seen = page("""
        from mlplab import demo

        @demo
        def shapes():
            return linear_forward(1)
    """)
    assert seen.stdout.startswith("This waits for linear_forward.") and seen.outputs == []


def test_the_alternative_text_is_escaped(page):
    with capture_output() as seen:
        show(Figure(figsize=(1, 1)), NASTY)
    html = displayed(seen)["text/html"]
    assert f'alt="{ESCAPED}"' in html and NASTY not in html


# ------------------------------------------------------------------------------------- guesses


def form(seen):
    """The widgets of a displayed guess: buttons, and the sentence below them."""
    import ipywidgets

    model = displayed(seen)["application/vnd.jupyter.widget-view+json"]["model_id"]
    box = ipywidgets.widgets.widget._instances[model]
    label, buttons, told = box.children
    return label, list(buttons.children), told


def ask(page, question=QUESTION, options=OPTIONS):
    return form(page(f"guesses.guess({question!r}, {options!r})"))


def revealed(compute, question=QUESTION):
    with capture_output() as seen:
        guesses.reveal(question, compute)
    return seen.stdout.strip()


def test_in_a_script_a_question_is_printed(capsys):
    guesses.guess(QUESTION, OPTIONS)
    assert capsys.readouterr().out == "Predict: the sum of 1 and 2  [3 / 12 / another]\n"


def test_under_nbgrader_a_question_is_printed_and_nothing_displayed(page, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    seen = page(f"guesses.guess({QUESTION!r}, {OPTIONS!r})")
    assert seen.outputs == [] and seen.stdout.startswith("Predict: the sum of 1 and 2")
    seen = page(f"guesses.reveal({QUESTION!r}, lambda: 3)\nguesses.sum_up()")
    assert seen.outputs == [] and "Computed: 3." in seen.stdout


def test_on_a_page_a_question_has_a_button_for_each_option_and_a_plain_form(page):
    seen = page(f"guesses.guess({QUESTION!r}, {OPTIONS!r})")
    assert displayed(seen)["text/plain"] == "Predict: the sum of 1 and 2  [3 / 12 / another]"
    label, buttons, told = form(seen)
    assert [b.description for b in buttons] == OPTIONS
    assert all(QUESTION in b.tooltip and b.description in b.tooltip for b in buttons)
    assert QUESTION in label.value and told.value == ""


@pytest.mark.parametrize("options", [[], ["only"], ["same", "same"], [1, "1"]])
def test_a_question_needs_two_different_options(options):
    with pytest.raises(ValueError, match="at least two different options"):
        guesses.guess(QUESTION, options)


def test_a_guess_is_kept_and_cannot_be_changed(page, tmp_path):
    _, buttons, told = ask(page)
    buttons[1].click()
    assert all(b.disabled for b in buttons)
    assert "Your prediction: <b>12</b>. It is recorded, not graded." in told.value
    assert json.loads((tmp_path / "guesses.json").read_text()) == {QUESTION: "12"}


def test_a_guess_survives_a_restarted_kernel(page):
    ask(page)[1][1].click()
    restart_kernel()
    _, buttons, told = ask(page)
    assert all(b.disabled for b in buttons) and "<b>12</b>" in told.value
    assert revealed(lambda: 3) == "Computed: 3. You predicted 12: worth finding out why."


def test_an_answer_is_told_beside_the_guess(page):
    ask(page)[1][0].click()
    assert revealed(lambda: 1 + 2) == "Computed: 3, as you predicted."


def test_an_answer_without_a_guess_is_told_alone():
    with capture_output():
        guesses.guess(QUESTION, OPTIONS)
    assert revealed(lambda: "another") == "Computed: another."


def test_an_answer_before_its_question_says_what_to_run():
    assert revealed(lambda: 3) == f"Run the cell that asks '{QUESTION}' first."


@pytest.mark.parametrize(
    ("answer", "told"),
    [(3, "3"), (3.0, "3"), (3.02, "3"), (11.9, "12"), (5.0, "5"), (-3.0, "-3"), ("12", "12")],
)
def test_a_number_means_the_option_close_to_it(answer, told):
    with capture_output():
        guesses.guess(QUESTION, OPTIONS)
    assert revealed(lambda: answer) == f"Computed: {told}."


def test_an_answer_waits_for_a_missing_function():
    with capture_output():
        guesses.guess(QUESTION, OPTIONS)
    compute = cell(UNWRITTEN + "answer = lambda: linear_forward(1)")
    assert revealed(compute).startswith("This waits for linear_forward.")


def test_an_answer_that_the_learners_error_stops_is_told_with_its_line():
    with capture_output():
        guesses.guess(QUESTION, OPTIONS)
    said = revealed(cell(BROKEN + "answer = lambda: linear_forward(1)"))
    assert "TypeError in linear_forward at line 3 of its cell" in said
    assert "Computed" not in said


def test_a_folder_that_cannot_be_written_keeps_the_guess_until_the_kernel_stops(page, monkeypatch):
    _, buttons, told = ask(page)

    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(type(guesses.FILE), "write_text", refuse)
    buttons[1].click()
    assert "This folder cannot be written: it lasts until the kernel stops." in told.value
    assert "You predicted 12" in revealed(lambda: 3)
    restart_kernel()
    with capture_output():
        guesses.guess(QUESTION, OPTIONS)
    assert revealed(lambda: 3) == "Computed: 3."


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"null", b'"x"', b"\xff\xfe", b"\0"])
def test_a_corrupt_file_of_guesses_counts_as_empty_and_is_replaced(content, page, tmp_path):
    (tmp_path / "guesses.json").write_bytes(content)
    _, buttons, _ = ask(page)
    assert not any(b.disabled for b in buttons)
    buttons[0].click()
    assert json.loads((tmp_path / "guesses.json").read_text()) == {QUESTION: "3"}


def test_guesses_of_two_questions_are_kept_together(page, tmp_path):
    ask(page)[1][0].click()
    restart_kernel()
    ask(page, "wie groß?", ["ä", "ö"])[1][1].click()
    kept = json.loads((tmp_path / "guesses.json").read_text(encoding="utf-8"))
    assert kept == {QUESTION: "3", "wie groß?": "ö"}


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
        "a third: guessed no guess; computed not computed yet",
        "2 of 3 predictions made, 1 as computed. The others are the ones worth a second look: "
        "a surprise is where one learns.",
    ]
    rows = re.findall(r"<tr>(<td>.*?)</tr>", data["text/html"])
    assert [re.findall("<td>(.*?)</td>", row) for row in rows] == [
        [QUESTION, "3", "3", "as computed"],
        ["another one", "yes", "no", ""],
        ["a third", "no guess", "not computed yet", ""],
    ]


def test_the_summary_in_a_script_is_printed(capsys):
    guesses.guess(QUESTION, OPTIONS)
    guesses.reveal(QUESTION, lambda: 3)
    guesses.sum_up()
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"  {QUESTION}: guessed no guess; computed 3",
        "0 of 1 predictions made, 0 as computed.",
    ]


def test_no_markup_of_a_question_or_an_answer_reaches_the_page(page):
    label, buttons, told = ask(page, NASTY, [NASTY, "no"])
    buttons[0].click()
    revealed(lambda: NASTY, NASTY)
    html = sum_up(page)["text/html"]
    for text in (label.value, told.value, html):
        assert ESCAPED in text and NASTY not in text and "<b onload" not in text


def test_no_markup_of_a_file_of_guesses_reaches_the_page(page, tmp_path):
    (tmp_path / "guesses.json").write_text(json.dumps({QUESTION: NASTY}))
    _, buttons, told = ask(page)
    assert all(b.disabled for b in buttons)
    assert ESCAPED in told.value and NASTY not in told.value
    assert NASTY not in sum_up(page)["text/html"]


# ------------------------------------------------------------------------------------- the panel


def gd(lam, lr, steps):
    xs = [1.0]
    for _ in range(steps):
        xs.append(xs[-1] - lr * lam * xs[-1])
    return xs


def lab(function):
    return descent.DescentLab(function)


def test_the_panel_runs_the_learners_function_whenever_a_slider_moves():
    calls = []

    def watched(lam, lr, steps):
        calls.append((lam, lr, steps))
        return gd(lam, lr, steps)

    panel = lab(watched)
    panel.lr = 0.5
    panel.lam = 2.0
    assert calls == [(1.0, 0.3, 20), (1.0, 0.5, 20), (2.0, 0.5, 20)]
    assert panel.path == gd(2.0, 0.5, 20)


def test_the_panel_shows_the_path_that_the_learners_function_gives_right_or_wrong():
    assert lab(lambda lam, lr, steps: [0.25] * (steps + 1)).path == [0.25] * 21


@pytest.mark.parametrize(
    ("lr", "says"),
    [
        (0.3, "x = 0.0008, from one side."),
        (1.7, "x = 0.0008, jumping from side to side."),
        (2.1, "x = 6.73: it runs away."),
        (9.0, "it runs away."),
    ],
)
def test_the_panel_says_in_words_what_the_path_does(lr, says):
    panel = lab(gd)
    panel.lr = lr
    assert panel.told.startswith(f"Curvature 1, learning rate {lr:.3g}; the limit 2/curvature is 2")
    assert panel.told.endswith(says)


def test_the_panel_waits_for_a_missing_function():
    panel = lab(cell("def gd_quadratic(lam, lr, steps):\n    raise NotImplementedError()"))
    assert (panel.path, panel.told) == ([], "gd_quadratic is not written yet.")


def test_the_panel_tells_an_error_with_its_line_and_recovers():
    broken = cell("""
        def gd_quadratic(lam, lr, steps):
            if lr > 1:
                raise ValueError("too fast")
            return [1.0] * (steps + 1)
    """)
    panel = lab(broken)
    panel.lr = 3.0
    assert panel.path == []
    assert panel.told == (
        "gd_quadratic stopped with a ValueError at line 3 of its cell:  "
        'raise ValueError("too fast") too fast'
    )
    panel.lr = 0.5
    assert len(panel.path) == 21 and panel.told.startswith("Curvature")


@pytest.mark.parametrize(("returned", "count"), [([], 0), ([1.0], 1), ([1.0] * 20, 20)])
def test_the_panel_tells_a_wrong_number_of_positions(returned, count):
    panel = lab(lambda lam, lr, steps: returned)
    assert panel.path == []
    assert panel.told == f"gd_quadratic returned {count} positions for 20 steps."


@pytest.mark.parametrize("end", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_the_panel_draws_what_runs_away_at_the_edge_and_tells_it_as_it_is(end):
    panel = lab(lambda lam, lr, steps: [1.0] * steps + [end])
    assert panel.told.endswith(f"x = {end:.3g}: it runs away.")
    assert abs(panel.path[-1]) == descent.CLIP and panel.path[:-1] == [1.0] * 20
    json.dumps(panel.path, allow_nan=False)  # a browser reads no nan


@pytest.mark.parametrize("returned", [None, 3, "abc", [None] * 21, [[1.0, 2.0]] * 21])
def test_the_panel_survives_what_is_no_list_of_numbers(returned):
    panel = lab(lambda lam, lr, steps: returned)
    assert panel.path == [] and "gd_quadratic" in panel.told


def test_on_a_page_the_panel_is_shown_with_a_plain_form(page):
    page("def gd(lam, lr, steps):\n    return [1.0] * (steps + 1)")
    seen = page("from mlplab.panels import descent_lab\ndescent_lab(gd)")
    data = displayed(seen)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"].startswith("[panel: descent lab] Curvature 1, learning rate 0.3")
    assert seen.stdout == ""


def test_under_nbgrader_nothing_is_displayed(page, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    page("def gd(lam, lr, steps):\n    return [1.0] * (steps + 1)")
    seen = page("from mlplab.panels import descent_lab\ndescent_lab(gd)")
    assert seen.outputs == []
    assert seen.stdout.startswith("[panel: descent lab] Curvature 1, learning rate 0.3")


def test_in_a_script_the_panel_is_told_in_words(capsys):
    descent_lab(gd)
    assert capsys.readouterr().out.startswith("[panel: descent lab] Curvature 1")
