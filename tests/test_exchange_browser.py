"""The whole way on one laptop, in a real browser: both roles, from release to reading feedback."""

import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from browser import PATIENCE, SIZE, Lab, Screen, chromium, is_solve
from playwright.sync_api import expect
from test_exchange import LIGHT, ROOT, light_course

from autograder import launch
from autograder.exchange import set_up
from autograder.submissions import solutions

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = Path(os.environ.get("COURSE_SCREENSHOTS", ROOT / "test-output")) / "exchange"
START = """\
from pathlib import Path
from autograder import environment, launch
environment.ensure = lambda *_: None
launch.main([{role!r}, "--no-browser", "--port", "{port}"], Path({root!r}))
"""


@contextlib.contextmanager
def course_lab(root, role, folder):
    """Run ``./course open`` or ``teach`` in a course whose environment is there already.

    Parameters
    ----------
    root : Path
        The course.
    role : {"open", "teach"}
    folder : Path
        What JupyterLab shows.

    Yields
    ------
    browser.Lab
    """
    token, port = secrets.token_hex(16), launch.free_port()
    script = START.format(role=role, port=port, root=str(root))
    said = root.parent / f"{role}.log"
    with open(said, "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT, env={**os.environ, "JUPYTER_TOKEN": token}, stdout=log, stderr=log,
        )  # fmt: skip
    lab = Lab(f"http://127.0.0.1:{port}/", token, folder)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError):
                lab.ask("api/status")
                break
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(
                    (root.parent / f"{role}.log").read_text(errors="replace")[-2000:]
                )
            time.sleep(0.2)
        yield lab
        for session in lab.ask("api/sessions"):
            lab.ask(f"api/sessions/{session['id']}", "DELETE")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with an exchange; both roles are played by the user who runs the tests."""
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    root = light_course(tmp_path / "course")
    set_up(root, tmp_path / "exchange", say=lambda _: None)
    return root


class Story:
    """Steps with their seconds, and a picture after each."""

    def __init__(self):
        self.count, self.begun = 0, time.perf_counter()

    def step(self, words, page):
        self.count += 1
        now = time.perf_counter()
        print(f"{self.count:2}  {now - self.begun:5.1f} s  {words}", flush=True)
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{self.count:02}_{re.sub(r'[^a-z]+', '_', words)}.png")
        self.begun = time.perf_counter()


def opened(browser, lab, entry):
    """A page with JupyterLab in which *Nbgrader*, `entry` was chosen."""
    page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{lab.url}lab?token={lab.token}")
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name=entry, exact=True).click()
    return page


def press(formgrader, where, done):
    """Press a button of the assignment's row; read and close the dialog that says `done`."""
    formgrader.locator(f"td.{where} a").click()
    dialog = formgrader.locator(".modal.in")
    expect(dialog).to_contain_text(done)
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)


def solve(screen, answers):
    """Type the answers, one into each solve cell."""
    cells = screen.where(is_solve)
    assert len(cells) == len(answers)
    for index in cells:
        name = screen.nb.cells[index].metadata.nbgrader.grade_id
        editor = screen.cell(index).locator(".cm-content")
        editor.fill(answers[name])
        expect(editor).to_have_text("".join(answers[name].splitlines()))


def test_from_release_to_reading_feedback(course):
    right = solutions(course / "source" / LIGHT / f"{LIGHT}.ipynb")
    notebook = course / "work" / LIGHT / f"{LIGHT}.ipynb"
    story = Story()
    with (
        chromium() as browser,
        course_lab(course, "teach", course) as teach,
        course_lab(course, "open", course / "work") as learn,
    ):
        page = opened(browser, teach, "Formgrader")
        formgrader = page.frame_locator("iframe")
        expect(formgrader.locator("td.status")).to_have_text("draft")
        story.step("both roles are open", page)
        press(formgrader, "assign", "Successfully created")
        story.step("formgrader generates", page)
        press(formgrader, "release", "Successfully released")
        expect(formgrader.locator("td.status")).to_have_text("released")
        story.step("formgrader releases", page)

        mine = opened(browser, learn, "Assignment List")
        mine.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
        downloaded = mine.locator("#fetched_assignments_list")
        expect(downloaded).to_contain_text(LIGHT)
        assert notebook.read_bytes() == (course / "release" / LIGHT / notebook.name).read_bytes()
        story.step("the learner fetches", mine)
        downloaded.get_by_role("button", name="Submit").click()
        submitted = mine.locator("#submitted_assignments_list")
        expect(submitted).to_contain_text(LIGHT)
        story.step("the learner submits an empty one", mine)

        downloaded.locator("a", has_text=LIGHT).first.click()
        expect(downloaded.get_by_role("button", name="Validate")).to_be_visible()
        screen = Screen(browser, learn, f"{LIGHT}/{LIGHT}.ipynb")
        solve(screen, right)
        screen.run_all()
        expect(screen.validate()).to_contain_text("Success! Your notebook passes all the tests.")
        screen.close_dialog()
        typed = {cell.source for cell in nbformat.read(notebook, 4).cells}
        assert set(right.values()) <= typed, "validating saves"
        story.step("the learner solves and validates", screen.page)
        downloaded.get_by_role("button", name="Submit").click()
        expect(submitted).to_contain_text(re.compile(r"(UTC.*){2}", re.DOTALL))
        story.step("the learner submits again", mine)

        press(formgrader, "collect", "Successfully collected")
        expect(formgrader.locator("td.num-submissions")).to_have_text("1")
        story.step("formgrader collects", page)
        formgrader.locator("td.num-submissions a").click()
        press(formgrader, "autograde", "Successfully autograded")
        expect(formgrader.locator("td.score")).to_have_text(re.compile(r"100(\.0)? / 100"))
        story.step("formgrader autogrades the last one", page)
        formgrader.get_by_role("link", name="Manage Assignments").first.click()
        expect(formgrader.locator("td.num-submissions")).to_have_text("1")  # the page has changed
        press(formgrader, "generate-feedback", "Successfully generated feedback")
        story.step("formgrader generates feedback", page)
        press(formgrader, "release-feedback", "Successfully released feedback")
        story.step("formgrader releases feedback", page)

        submitted.get_by_role("button", name="Fetch Feedback").click()
        feedback = submitted.locator("a", has_text="view feedback")
        expect(feedback).to_have_count(1)
        story.step("the learner fetches feedback", mine)
        feedback.click()  # shows its folder in the file browser
        mine.get_by_role("listitem", name=f"{LIGHT}.html").dblclick()
        shown = mine.frame_locator("iframe").locator("body")
        expect(shown).to_contain_text(re.compile(r"100(\.0)?\s*(/|of)\s*100"))
        story.step("the learner reads it", mine)
