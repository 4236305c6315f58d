"""What a learner sees in a real JupyterLab and browser: all of exercise 1, then the others."""

import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from browser import (
    ROOT,
    Panel,
    Screen,
    chromium,
    faults,
    find_chromium,
    is_check,
    is_panel,
    is_solve,
    jupyterlab,
    release_path,
    solved_release,
)
from playwright.sync_api import expect

from autograder.authoring.build import exercises
from mlplab.saving import WIDGET

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXERCISE = "ex_01_mlp_backprop"
OTHERS = [name for name in exercises(ROOT) if name != EXERCISE]
SHOTS = Path(os.environ.get("COURSE_SCREENSHOTS", ROOT / "test-output"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder that JupyterLab shows: the release, and the same solved."""
    folder = tmp_path_factory.mktemp("learner")
    (folder / "untouched").mkdir()
    shutil.copy(release_path(EXERCISE), folder / "untouched")
    (folder / "solved").mkdir()
    nbformat.write(solved_release(EXERCISE), folder / "solved" / f"{EXERCISE}.ipynb")
    return folder


@pytest.fixture(scope="module")
def lab(folder):
    with jupyterlab(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def untouched(browser, lab):
    """The release as it is, every cell run once by hand."""
    screen = Screen(browser, lab, f"untouched/{EXERCISE}.ipynb")
    screen.run_one_by_one()
    yield screen
    screen.close()


@pytest.fixture(scope="module")
def solved(browser, lab):
    """The release with right answers, run with *Run All Cells*."""
    screen = Screen(browser, lab, f"solved/{EXERCISE}.ipynb")
    screen.run_all()
    yield screen
    screen.close()


def code(nb, word):
    """Places of the code cells that call `word`."""
    return [i for i, c in enumerate(nb.cells) if c.cell_type == "code" and f"{word}(" in c.source]


# --------------------------------------------------------------------------------- not solved yet


def test_untouched_exactly_the_checks_fail_and_each_in_our_words(untouched):
    shown = untouched.shown()
    assert [c.index for c in shown if c.errors] == untouched.where(is_check)
    for cell in shown:
        assert "Traceback" not in cell.text and "NotImplementedError" not in cell.text, cell
        for error in cell.errors:
            assert re.match(r"\w+ is not written yet\.", error), cell
        assert len(cell.errors) <= 1, cell
    untouched.picture(SHOTS / "untouched_check.png", untouched.where(is_check)[0])


def test_untouched_demonstrations_and_answers_say_what_they_wait_for(untouched):
    written = {c.metadata.nbgrader.grade_id for c in filter(is_solve, untouched.nb.cells)}
    shown = {c.index: c for c in untouched.shown()}
    waiting = [i for i, c in shown.items() if "This waits for" in c.text]
    for index in waiting:
        name = re.search(r"This waits for (\w+)\.", shown[index].text).group(1)
        assert name in written, shown[index]
    tagged = untouched.where(lambda cell: "demo" in cell.metadata.get("tags", []))
    for index in [*code(untouched.nb, "reveal"), *tagged]:
        needs = any(re.search(rf"\b{n}\(", untouched.nb.cells[index].source) for n in written)
        assert not needs or index in waiting, shown[index]
    assert len(waiting) > 10


def test_untouched_every_question_offers_its_answers_as_buttons(untouched):
    asked = code(untouched.nb, "guess")
    assert asked
    for index in asked:
        given = []
        scope = {"guess": lambda question, options, given=given: given.append((question, options))}
        exec(untouched.nb.cells[index].source, scope)
        output = untouched.output(index)
        expect(output.get_by_role("button")).to_have_text(list(given[0][1]))
        expect(output).to_contain_text(given[0][0])


def test_a_guess_is_recorded_on_screen_and_on_disk(untouched, folder):
    by_mouse, by_keyboard = code(untouched.nb, "guess")[:2]
    kept = folder / "untouched" / "guesses.json"
    assert not kept.exists()

    untouched.output(by_mouse).scroll_into_view_if_needed()
    button = untouched.output(by_mouse).get_by_role("button").nth(1)
    first = button.text_content()
    button.click()
    expect(untouched.output(by_mouse)).to_contain_text(f"Your prediction: {first}")
    untouched.picture(SHOTS / "guess_recorded.png", by_mouse - 1, by_mouse)

    untouched.output(by_keyboard).get_by_role("button").nth(0).focus()
    untouched.page.keyboard.press("Tab")
    second = untouched.page.evaluate("document.activeElement.textContent")
    untouched.page.keyboard.press("Enter")
    expect(untouched.output(by_keyboard)).to_contain_text(f"Your prediction: {second}")

    assert list(json.loads(kept.read_text()).values()) == [first, second]
    untouched.run_again(by_mouse)
    expect(untouched.output(by_mouse)).to_contain_text(f"Your prediction: {first}")


def test_a_hint_opens_step_by_step_and_is_noted(untouched, folder):
    first, second = code(untouched.nb, "hint")[:2]
    output = untouched.output(first)
    output.scroll_into_view_if_needed()
    output.get_by_role("button", name="Stuck? Show a question").click()
    expect(output.locator(".mlplab-hint p")).to_have_count(1)
    output.get_by_role("button", name="Stuck? Show the steps").click()
    expect(output.locator(".mlplab-hint li").first).to_be_visible()
    output.get_by_role("button", name="Stuck? Show a worked example").click()
    expect(output.locator(".mlplab-hint code").first).to_be_visible()
    expect(output.get_by_role("button")).to_be_disabled()
    name = re.search(r'hint\("(\w+)"\)', untouched.nb.cells[first].source)[1]
    assert json.loads((folder / "untouched" / "hints.json").read_text()) == {name: 3}
    expect(untouched.output(second).locator(".mlplab-hint p")).to_have_count(0)
    untouched.picture(SHOTS / "hint.png", first - 1, first)


def test_validate_lists_the_failing_checks_with_our_messages(untouched):
    dialog = untouched.validate()
    expect(dialog).to_contain_text("Validation Results")
    dialog.get_by_text("is not written yet.").first.scroll_into_view_if_needed()
    untouched.picture(SHOTS / "validate_untouched.png")
    text = dialog.inner_text()
    assert text.count("The following cell failed:") == len(untouched.where(is_check))
    assert text.count("is not written yet.") == len(untouched.where(is_check))
    assert "Traceback" not in text
    untouched.close_dialog()


def test_a_saved_notebook_keeps_words_where_its_widgets_were(untouched, folder):
    untouched.page.keyboard.press("Control+s")
    saved = next((folder / "untouched").glob("*.ipynb"))

    def written():
        if not saved.read_text(encoding="utf-8"):
            return []  # being written
        return [
            output.data
            for cell in nbformat.read(saved, as_version=4).cells
            for output in cell.get("outputs", [])
            if "data" in output and "Predict:" in output.data.get("text/plain", "")
        ]

    for _ in range(100):  # until the page has saved
        if written():
            break
        untouched.page.wait_for_timeout(100)
    assert len(written()) == len(code(untouched.nb, "guess"))
    assert not any(WIDGET in data for data in written())


# ------------------------------------------------------------------------------------------ solved


def test_solved_shows_no_error_and_every_figure_with_its_text(solved):
    shown = solved.shown()
    assert faults(shown) == []
    assert [c.index for c in shown if "✓" in c.text] == solved.where(is_check)
    pictures = [c for c in shown if "return figures." in solved.nb.cells[c.index].source]
    assert pictures
    for cell in pictures:
        assert len(cell.images) == 1, cell
    solved.picture(SHOTS / "solved_figure.png", pictures[0].index)


def test_solved_every_panel_follows_its_first_slider(solved):
    for nth, _ in enumerate(solved.where(is_panel)):
        panel = Panel(solved, nth)
        assert not panel.box.locator(".trouble").count()
        panel.press("s")
        painted = panel.pictures()
        for _ in range(3):
            panel.press("PageUp")
        assert panel.pictures() != painted
    assert nth == 3


def test_validate_says_success(solved):
    dialog = solved.validate()
    expect(dialog).to_contain_text("Success! Your notebook passes all the tests.")
    solved.picture(SHOTS / "validate_solved.png")
    solved.close_dialog()


def test_nothing_complains_and_nothing_leaves_this_machine(untouched, solved):
    assert untouched.complaints == []
    assert solved.complaints == []


# ----------------------------------------------------------------------------- the other exercises


@pytest.mark.parametrize("exercise", OTHERS)
def test_the_others_run_solved_without_an_error_or_a_complaint(browser, lab, folder, exercise):
    nbformat.write(solved_release(exercise), folder / f"{exercise}.ipynb")
    screen = Screen(browser, lab, f"{exercise}.ipynb")
    screen.run_all()
    shown = screen.shown()
    assert faults(shown) == []
    assert [c.index for c in shown if "✓" in c.text] == screen.where(is_check)
    figures = [c for c in shown if c.images]
    assert len(figures) >= 5
    screen.picture(SHOTS / f"{exercise}.png", figures[0].index)
    assert screen.complaints == []
    screen.close()


# ---------------------------------------------------------------------------------- planted faults


PLANTED = {
    "a demonstration with a bug": "@demo\ndef broken():\n    return 1 / 0",
    "an error": "1 / 0",
    "something on stderr": "import sys\nprint('careful', file=sys.stderr)",
    "a figure without text": "show(figures.network([2, 1])[0], '')",
    "a broken figure": "display({'text/html': '<img src=\"data:image/png;base64,AA\" alt=\"a\">'},"
    " raw=True)",
}


def test_planted_faults_are_seen(browser, lab, folder):
    cells = ["from mlplab import demo, figures, show", *PLANTED.values(), "print('fine')"]
    nb = solved_release(EXERCISE)
    nb.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    nbformat.write(nb, folder / "planted.ipynb")
    screen = Screen(browser, lab, "planted.ipynb")
    screen.run_one_by_one()
    found = faults(screen.shown())
    screen.close()
    assert [f.split(" s")[0] for f in found] == [f"cell {i}" for i in range(1, len(cells) - 1)]
    assert "ZeroDivisionError" in found[0]


def test_no_browser_is_told_plainly(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(RuntimeError, match="CHROMIUM=/nowhere/chromium is no program"):
        find_chromium()
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="install one"):
        find_chromium()
