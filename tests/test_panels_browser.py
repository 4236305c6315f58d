"""The panels in a real JupyterLab and browser: seen, touched, broken, mended and left alone."""

import ast
import os
import re
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from symtable import symtable

import nbformat
import pytest
from browser import ROOT, Screen, chromium, is_check, jupyterlab, release_path, solved_release
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect

from autograder.authoring.build import exercises

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = Path(os.environ.get("COURSE_SCREENSHOTS", ROOT / "test-output")) / "panels"
FIRST = "ex_01_mlp_backprop"
BROKEN = "def gd_quadratic(lam, lr, steps):\n    return [1 / (lr < 3)] * (steps + 1)"
HANGING = """def gd_quadratic(lam, lr, steps):
    while lr > 3:
        open("hangs", "w").close()
    return [1.0] * (steps + 1)"""
COUNT = """from mlplab.panels import widget
print(*(p.engine.frame()["steps"] for _, ps in widget._open.values() for p in ps))"""
DOWN = "print(200 * '\\n')"
NAMED = "slider|combobox|checkbox|button|textbox|img|group"
CANVASES = "box => [...box.querySelectorAll('canvas')].map(c => c.toDataURL())"
# Controls that are cut off, by the panel or by their own edge, or that lie on another.
MISPLACED = """box => {
  const all = [...box.querySelectorAll('button, input, select, output, canvas, label > span')];
  const seen = all.filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()]);
  const edge = box.getBoundingClientRect(), found = [];
  const name = e => e.ariaLabel || e.textContent || e.tagName;
  if (edge.left < 0 || edge.right > window.innerWidth) found.push('the panel leaves the window');
  seen.forEach(([e, r], i) => {
    if (r.left < edge.left || r.right > edge.right || r.bottom > edge.bottom) found.push(`${name(e)} is cut off`);
    if (e.tagName !== 'INPUT' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth) found.push(`${name(e)} is too narrow`);
    for (const [f, s] of seen.slice(i + 1)) {
      const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
      const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
      if (wide > 1 && high > 1) found.push(`${name(e)} lies on ${name(f)}`);
    }
  });
  return found;
}"""
# Colours of the labels left of the axes of fields and plots, and the page's own colour for text.
INKS = """box => {
  const found = [];
  for (const canvas of box.querySelectorAll('figure:not(.net, .graph) canvas')) {
    const { data } = canvas.getContext('2d').getImageData(0, 30, 26, canvas.height - 60);
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 150) found.push([...data.slice(i, i + 3)]);
  }
  return [found, getComputedStyle(box).color.match(/[\\d.]+/g).slice(0, 3).map(Number)];
}"""


PANELS = [
    pytest.param(exercise, nth, id=f"{exercise[:5]}-{cell.source.split('(')[0]}")
    for exercise in exercises(ROOT)
    for nth, cell in enumerate(filter(is_panel, nbformat.read(release_path(exercise), 4).cells))
]
each_panel = pytest.mark.parametrize(("exercise", "nth"), PANELS)


def unnamed(snapshot):
    """Lines of controls, pictures and groups that a screen reader has no name for."""
    line = re.compile(rf"\s*- '?(?:{NAMED})(?! \"[^\"])")
    return [words for words in snapshot.splitlines() if line.match(words)]


# ------------------------------------------------------------------------------------- the pages


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with jupyterlab(tmp_path_factory.mktemp("panels")) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@contextmanager
def opened(browser, lab, nb, name, **options):
    """A notebook in a folder of its own, run; its page complains of nothing until it closes."""
    (lab.folder / name).mkdir()
    nbformat.write(nb, lab.folder / name / "panels.ipynb")
    screen = Screen(browser, lab, f"{name}/panels.ipynb", alone=True, **options)
    screen.run_all()
    yield screen
    screen.close()
    assert screen.complaints == []


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
    """Exercise 1, with functions that fail and a second playground behind it."""
    nb = solved_release(FIRST)
    nb = needed(nb, BROKEN, HANGING, COUNT, DOWN)
    nb.cells.append(deepcopy(next(c for c in nb.cells if c.source.startswith("playground("))))
    nb.cells[-1].id = "another"
    with opened(browser, lab, nb, "trial", viewport={"width": 1280, "height": 2200}) as screen:
        yield screen


def at(screen, source):
    """Places of the cells whose code begins so."""
    return screen.where(lambda cell: cell.source.startswith(source))


# -------------------------------------------------------------------------------- all the panels


@each_panel
def test_a_panel_is_predicted_played_and_taken_back_by_keyboard(solved, exercise, nth, request):
    panel = Panel(solved(exercise), nth)
    seeded = panel.box.get_by_role("slider", name="seed", exact=True).count()
    assert not panel.box.locator(".trouble").count() and unnamed(panel.box.aria_snapshot()) == []
    start = panel.pictures()
    panel.press("s")
    assert panel.steps == 1 and panel.pictures() != start
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
    assert unnamed(panel.box.aria_snapshot()) == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    panel.box.screenshot(path=SHOTS / f"{request.node.callspec.id}.png")
