"""The panels in a real JupyterLab and browser: seen, touched, broken, mended and left alone."""

import os
import re
import time
from contextlib import ExitStack
from copy import deepcopy
from functools import cache
from pathlib import Path

import nbformat
import pytest
from browser import (
    ROOT,
    SIZE,
    Panel,
    Screen,
    chromium,
    is_panel,
    is_solve,
    jupyterlab,
    needed,
    opened,
    release_path,
    solved_release,
)
from playwright.sync_api import expect

from autograder.authoring.build import exercises
from mlplab.saving import WIDGET

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = Path(os.environ.get("COURSE_SCREENSHOTS", ROOT / "test-output")) / "panels"
DESCENT, PLAYGROUND, ANOTHER = 2, 3, 4  # among the panels of exercise 1; the last is added here
BROKEN = "def gd_quadratic(lam, lr, steps):\n    return [1 / (lr < 3)] * (steps + 1)"
HANGING = """def gd_quadratic(lam, lr, steps):
    while lr > 3:
        open("hangs", "w").close()
    return [1.0] * (steps + 1)"""
FAR = "print(250 * '\\n')"
COUNT = """import asyncio
from mlplab.panels import widget
print(*(p.engine.frame()["steps"] for _, ps in widget._open.values() for p in ps))
print("drivers:", sum("Driver." in str(task.get_coro()) for task in asyncio.all_tasks()))"""
UNNAMED = """box => box.insertAdjacentHTML('beforeend', `<div id=planted style='margin-top:-150px'>
  <input type=range><select></select><input type=checkbox><button></button><input type=text>
  <canvas role=img></canvas><fieldset><b></b></fieldset></div>`)"""
PANELS = [
    pytest.param(exercise, nth, id=f"{exercise[:5]}-{cell.source.split('(')[0]}")
    for exercise in exercises(ROOT)
    for nth, cell in enumerate(filter(is_panel, nbformat.read(release_path(exercise), 4).cells))
]
each_panel = pytest.mark.parametrize(("exercise", "nth"), PANELS)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with jupyterlab(tmp_path_factory.mktemp("panels")) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def solved(browser, lab):
    """Opens an exercise with the instructor's answers, once."""
    with ExitStack() as pages:

        @cache
        def page(exercise):
            nb = needed(solved_release(exercise))
            return pages.enter_context(opened(browser, lab, nb, exercise))

        yield page


@pytest.fixture(scope="module")
def trial(browser, lab):
    """Exercise 1 with a second playground, functions that fail, and a long way to its end."""
    nb = needed(solved_release("ex_01_mlp_backprop"))
    nb.cells.append(deepcopy(nb.cells[-1]))
    nb.cells[-1].id = "another"
    nb.cells += map(nbformat.v4.new_code_cell, (BROKEN, HANGING, FAR, COUNT))
    with opened(browser, lab, nb, "trial") as screen:
        yield screen


@pytest.fixture
def play(trial):
    """The playground of exercise 1 as it was at first, predicted."""
    panel = Panel(trial, PLAYGROUND)
    panel.predict()
    panel.preset("playground")
    panel.press("r")
    return panel


# -------------------------------------------------------------------------------- all the panels


@each_panel
def test_a_panel_is_predicted_played_and_taken_back_by_keyboard(solved, exercise, nth, request):
    panel = Panel(solved(exercise), nth)
    seeded = panel.box.get_by_role("slider", name="seed", exact=True).count()
    assert not panel.box.locator(".trouble").count() and panel.unnamed() == []
    start = panel.pictures()
    panel.press("s")
    panel.press("s")
    assert panel.steps == 2 and panel.pictures() != start
    panel.press("r")
    assert panel.steps == 0 and panel.pictures() == start
    panel.press("n")
    assert (panel.pictures() != start) == bool(seeded)
    panel.press("u")
    assert panel.pictures() == start

    if panel.button("Play").is_disabled():
        panel.press(" ")
        expect(panel.words).to_contain_text("Predict first")
        assert not panel.playing and panel.steps == 0
        panel.predict()
    expect(panel.button("Play")).to_be_enabled()
    panel.press(" ")
    expect(panel.button("Pause")).to_be_visible()
    panel.plays_on()
    assert panel.pictures() != start
    if panel.playing:  # not at its end yet
        panel.press(" ")
    expect(panel.button("Play")).to_be_visible()
    assert panel.stands_still()
    assert panel.unnamed() == []
    panel.box.screenshot(path=SHOTS / f"{request.node.callspec.id}.png")


def test_a_control_without_a_name_or_in_the_way_is_seen(solved):
    panel = Panel(solved("ex_01_mlp_backprop"), DESCENT)
    panel.box.evaluate(UNNAMED)
    assert len(panel.unnamed()) == 7
    assert any("lies on" in words for words in panel.misplaced())
    panel.box.locator("#planted").evaluate("planted => planted.remove()")
    assert panel.misplaced() == []


@each_panel
def test_at_200_per_cent_nothing_is_cut_off_or_covered(solved, exercise, nth, request):
    page = solved(exercise).page
    page.set_viewport_size({"width": SIZE["width"] // 2, "height": 3600})
    panel = Panel(solved(exercise), nth)
    panel.box.screenshot(path=SHOTS / f"{request.node.callspec.id}-200.png")
    found = panel.misplaced()
    page.set_viewport_size({"width": SIZE["width"], "height": 2200})
    assert found == []


@pytest.mark.parametrize("exercise", exercises(ROOT))
def test_in_the_dark_theme_labels_are_light_and_nothing_is_covered(solved, exercise):
    panels = [n for n, _ in enumerate(solved(exercise).where(is_panel))]
    colours = []
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        solved(exercise).choose("Settings", "Theme", theme)
        expect(solved(exercise).page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
        for panel in (Panel(solved(exercise), n) for n in panels):
            ink, own, others = panel.inks()
            assert own > 50 and others == []
            assert panel.misplaced() == []
            colours.append(sum(ink) > 600)
            panel.box.screenshot(path=SHOTS / f"{exercise[:5]}-{panel.cell}-{theme.split()[1]}.png")
    assert colours == [True] * len(panels) + [False] * len(panels)


@pytest.mark.parametrize("exercise", exercises(ROOT))
def test_untouched_each_panel_says_what_it_waits_for(browser, lab, exercise):
    nb = needed(nbformat.read(release_path(exercise), 4))
    written = {c.metadata.nbgrader.grade_id for c in filter(is_solve, nb.cells)}
    with opened(browser, lab, nb, f"untouched-{exercise}") as screen:
        for nth, _ in enumerate(screen.where(is_panel)):
            panel = Panel(screen, nth)
            panel.press("s")
            waits = re.search(r"This waits for (\w+)\.", panel.words.text_content())
            assert waits and waits[1] in written, panel.words.text_content()
        assert [c for c in screen.shown() if c.errors] == []


# ------------------------------------------------------------------------------- the playground


def test_a_changed_activation_goes_on_with_the_same_weights(play):
    def epoch():
        return int(re.search(r"Epoch (\d+)", play.words.text_content())[1])

    play.press(" ")
    play.plays_on()
    before, steps = epoch(), play.steps
    play.box.get_by_role("combobox", name="activation 1", exact=True).select_option("tanh")
    play.settle()
    assert play.playing and play.steps >= steps and epoch() >= before > 0
    play.plays_on()


def test_a_learning_rate_of_ten_ends_in_words(play):
    play.preset("playground lr=10")
    play.press(" ")
    ends = re.compile(r"Step \d+: .* no finite|Frozen at|Still at|are dead")
    expect(play.words).to_contain_text(ends)


def test_points_are_set_and_taken_away_by_mouse_and_by_keyboard(play):
    field = play.box.get_by_role("group", name=re.compile("^What the network says"))
    text = play.box.get_by_role("textbox")
    play.box.get_by_role("combobox", name="points").select_option("my own")
    field.locator("canvas").click(position={"x": 150, "y": 150})
    expect(text).to_have_value(re.compile(r" data=my_own own=1[\w~-]{4}$"))
    one = text.input_value()
    field.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "Enter"):
        play.page.keyboard.press(key)
    expect(text).to_have_value(re.compile(r" own=(1[\w~-]{4}){2}$"))
    play.page.wait_for_timeout(1100)  # quick moves are taken back together
    play.page.keyboard.press("Backspace")
    expect(text).to_have_value(one)
    play.button("Undo").click()
    expect(text).to_have_value(re.compile(r" own=(1[\w~-]{4}){2}$"))


def test_a_unit_is_picked_and_its_weight_changed_and_taken_back(play):
    net = play.box.get_by_role("group", name=re.compile("^Units, weights"))
    net.locator("canvas").click(position={"x": net.bounding_box()["width"] - 22, "y": 163})
    expect(play.words).to_contain_text("Unit 1 of layer 3: weight from unit 1 below")
    net.focus()
    play.page.keyboard.press("ArrowLeft")
    play.page.keyboard.press("]")
    expect(play.words).to_contain_text("Unit 1 of layer 2: weight from unit 2 below")
    before = play.words.text_content()
    play.page.keyboard.press("+")
    expect(play.words).not_to_have_text(before)
    weights = [float(re.search(r"below (\S+),", w)[1]) for w in (before, play.words.text_content())]
    assert weights[1] - weights[0] == pytest.approx(0.1, abs=0.01)
    play.button("Undo").click()
    expect(play.words).to_have_text(before)


def test_a_preset_goes_to_another_panel_and_a_wrong_one_is_told(trial, play):
    values = "box => [...box.querySelectorAll('input, select')].map(e => e.checked + e.value)"
    play.preset("playground data=xor held=yes layers=3 act1=tanh units2=3 lr=0.5 l2=0.01")
    text = play.box.get_by_role("textbox").input_value()
    another = Panel(trial, ANOTHER)
    assert another.box.evaluate(values) != play.box.evaluate(values)
    another.preset(text)
    another.button("Step").focus()  # the text is that of the panel once it is left
    another.press("r")
    assert another.box.evaluate(values) == play.box.evaluate(values)
    for wrong, sentence in (("race lr=1", "begins with 'playground'"), ("playground lr=x", "'x'")):
        another.preset(wrong)
        expect(another.words).to_contain_text(sentence)
    another.button("Step").focus()
    another.press("r")
    assert another.box.evaluate(values) == play.box.evaluate(values)


# ------------------------------------------------------------- broken, interrupted and left alone


def test_a_function_that_raises_is_told_with_its_line_until_it_is_mended(trial):
    right, broken, _ = trial.where(lambda cell: cell.source.startswith("def gd_quadratic"))
    descent = Panel(trial, DESCENT)
    descent.predict()
    trial.run_again(broken)
    trial.run_again(descent.cell)
    descent = Panel(trial, DESCENT)
    descent.press(" ")
    descent.press("End")
    told = descent.box.locator(".trouble")
    expect(told).to_contain_text(re.compile(r"ZeroDivisionError.*return \[1 / \(lr < 3\)\]", re.S))
    assert not descent.playing
    assert all(not cell.errors for cell in trial.shown())
    trial.run_again(right)
    trial.run_again(descent.cell)
    descent = Panel(trial, DESCENT)
    expect(told).to_have_count(0)
    descent.press(" ")
    descent.plays_on()
    descent.press(" ")


def test_an_interrupt_ends_a_function_that_hangs(trial, lab):
    *_, hanging = trial.where(lambda cell: cell.source.startswith("def gd_quadratic"))
    cell = trial.where(is_panel)[DESCENT]
    trial.run_again(hanging)
    trial.run_again(cell)
    descent = Panel(trial, DESCENT)
    descent.press(" ")
    descent.box.get_by_role("slider", name="learning rate").press("End")
    trial.wait_for((lab.folder / "trial" / "hangs").exists)
    trial.select(cell)
    trial.page.keyboard.press("i")
    trial.page.keyboard.press("i")
    expect(descent.words).to_contain_text("Interrupted")
    assert not descent.playing
    trial.run_again(len(trial.nb.cells) - 1)


def test_a_cell_run_again_leaves_one_panel_that_works(trial, play):
    play.press(" ")
    play.plays_on()
    old = play.box.element_handle()
    trial.run_again(play.cell)
    trial.run_again(len(trial.nb.cells) - 1)
    panels = len(trial.where(is_panel))
    expect(trial.output(len(trial.nb.cells) - 1)).to_contain_text(f"drivers: {panels}\n")
    new = Panel(trial, PLAYGROUND)
    assert new.box.count() == 1 and not new.playing and not old.evaluate("box => box.isConnected")
    painted = old.evaluate("box => box.dataset.painted")
    new.press(" ")
    new.plays_on()
    assert old.evaluate("box => box.dataset.painted") == painted
    new.press(" ")


def test_two_play_at_once_and_rest_while_out_of_sight(trial, play):
    both = play, Panel(trial, ANOTHER)
    for panel in both:
        panel.predict()
        panel.preset("playground")
        panel.press(" ")
    for panel in both:
        panel.plays_on()
    count = len(trial.nb.cells) - 1
    trial.run_again(count)
    steps = trial.output(count).text_content()
    trial.page.wait_for_timeout(1500)  # for the frames that were under way
    assert all(panel.stands_still() for panel in both)
    trial.run_again(count)
    assert trial.output(count).text_content() == steps
    for panel in both:
        panel.box.evaluate("box => box.scrollIntoView()")
        assert panel.playing
        panel.plays_on()
        panel.press(" ")


def test_a_saved_notebook_keeps_pictures_and_words_and_its_size(trial, play, lab):
    def saved():
        path = lab.folder / "trial" / "panels.ipynb"
        before = path.stat().st_mtime_ns
        trial.select(play.cell)
        trial.page.keyboard.press("Control+s")
        trial.wait_for(
            lambda: path.stat().st_mtime_ns > before and path.read_text().endswith("}\n")
        )
        return path

    path = saved()
    size = path.stat().st_size
    for cell in filter(is_panel, nbformat.read(path, 4).cells):
        (output,) = cell.outputs
        assert "image/png" in output.data and output.data["text/plain"].startswith("[panel: ")
        assert WIDGET not in output.data
    play.press(" ")
    trial.page.wait_for_timeout(5000)
    assert saved().stat().st_size <= size
    play.press(" ")


def test_less_motion_is_at_most_three_pictures_a_second(play):
    def pictures():
        play.plays_on()
        before = play.painted
        play.page.wait_for_timeout(3000)
        return play.painted - before

    play.press(" ")
    calm = pictures()
    play.page.emulate_media(reduced_motion="no-preference")
    lively = pictures()
    play.page.emulate_media(reduced_motion="reduce")
    play.press(" ")
    assert calm <= 9 < lively


def test_a_kernel_that_has_stopped_is_told(trial, play):
    trial.choose("Kernel", "Restart Kernel…")
    trial.page.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(play.words).to_have_text("The kernel has stopped; run this cell again.")


def test_a_closed_page_leaves_no_load_and_opens_again_with_pictures(solved, browser, lab):
    screen = solved("ex_03_classification")
    panel = Panel(screen, 0)
    panel.predict()
    screen.select(panel.cell)
    screen.page.keyboard.press("Control+s")
    expect(screen.page.locator(".jp-NotebookPanel")).not_to_contain_class("jp-mod-dirty")
    panel.press(" ")
    panel.plays_on()
    screen.page.emulate_media(reduced_motion="no-preference")
    busy = lab.processor_share("ex_03_classification")
    screen.close()
    time.sleep(1)  # what is under way arrives
    assert lab.processor_share("ex_03_classification") < 0.05 < busy
    again = Screen(browser, lab, "ex_03_classification/panels.ipynb", alone=True)
    for index in again.where(is_panel):
        again.output(index).scroll_into_view_if_needed()
        expect(again.output(index).locator("img, .mlplab-panel").first).to_be_visible()
    assert again.complaints == []
    again.close()
