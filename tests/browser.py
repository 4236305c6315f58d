"""A real JupyterLab and a real Chromium, to meet an exercise on the screen as a learner does."""

import ast
import contextlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from symtable import symtable

import nbformat

try:
    from playwright.sync_api import expect, sync_playwright
except ModuleNotFoundError:  # a script was started before any test
    raise SystemExit(
        "This needs playwright, which comes with the tests: run ./course test tests/test_style.py "
        "once, then start this again. A Chromium is needed, too (Debian: apt install chromium)."
    ) from None

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZE = {"width": 1280, "height": 900}
PATIENCE = 120  # seconds until a wait for a condition is given up
expect.set_options(timeout=PATIENCE * 1000)

# ------------------------------------------------------------------------------------ notebooks


def release_path(exercise):
    """The committed notebook that learners get."""
    return ROOT / "release" / exercise / f"{exercise}.ipynb"


def solved_release(exercise):
    """The release with the instructor's solutions where a learner's would stand.

    Returns
    -------
    nb : nbformat.NotebookNode
        Differs from the release in the stubs of its solve cells only.
    """
    nb = nbformat.read(release_path(exercise), 4)
    source = nbformat.read(ROOT / "source" / exercise / f"{exercise}.ipynb", 4)
    answers = {c.metadata.nbgrader.grade_id: c.source for c in source.cells if is_solve(c)}
    for cell in filter(is_solve, nb.cells):
        name = cell.metadata.nbgrader.grade_id
        parts = re.split(r"[ \t]*### (?:BEGIN|END) SOLUTION\n?", answers[name])
        given = ".+?".join(map(re.escape, parts[::2]))  # what stands around the regions
        if len(parts) < 3 or not re.fullmatch(given, cell.source, re.DOTALL):
            raise ValueError(f"{exercise}, {name}: source/ and release/ differ; build them again")
        cell.source = "".join(parts).rstrip()
    return nb


def is_solve(cell):
    """Whether the learner writes this cell."""
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def is_check(cell):
    """Whether nbgrader grades this cell."""
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def is_panel(cell):
    return "panel" in cell.metadata.get("tags", [])


def needed(nb, *more):
    """The notebook with the cells that its panels build on, and `more` code at its end."""
    wanted, kept = set(), []
    for cell in reversed([c for c in nb.cells if c.cell_type == "code" and not is_check(c)]):
        symbols = symtable(cell.source, "cell", "exec").get_symbols()
        made = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
        if is_panel(cell) or made & wanted:
            kept.append(cell)
            names = (n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Name))
            wanted |= {n.id for n in names}
    nb.cells = [*reversed(kept), *map(nbformat.v4.new_code_cell, more)]
    return nb


# ----------------------------------------------------------------------------------- JupyterLab


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    folder: Path

    def page(self, path, *, alone=False):
        """Address that opens the file `path` (relative to the folder), nothing else restored.

        With `alone` it comes without side bars, as in JupyterLab's simple interface.
        """
        return f"{self.url}{'doc' if alone else 'lab'}/tree/{path}?reset&token={self.token}"

    def ask(self, path, method="GET"):
        """Call the server's API; return its answer from JSON, None when it is empty."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def connected(self, path):
        """Whether a page holds a kernel that waits for code of this notebook."""
        kernels = [s["kernel"] for s in self.ask("api/sessions") if s["path"] == path]
        return any(k["connections"] and k["execution_state"] == "idle" for k in kernels)

    def processor_share(self, name, seconds=2):
        """Share of one processor that the kernel of a notebook uses for a while."""
        sessions = self.ask("api/sessions")
        kernel = next(s["kernel"]["id"] for s in sessions if name in s["path"])
        (process,) = (p for p in Path("/proc").glob("[0-9]*") if kernel in _command(p))
        before = _ticks(process)
        time.sleep(seconds)
        return (_ticks(process) - before) / os.sysconf("SC_CLK_TCK") / seconds


def _command(process):
    with contextlib.suppress(OSError):
        return (process / "cmdline").read_text(errors="replace")
    return ""


def _ticks(process):
    fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


@contextlib.contextmanager
def jupyterlab(folder):
    """Run JupyterLab on `folder`, started in the course's own folder as ``./course open`` does.

    It reads and writes no settings of the person who runs the tests, takes a free port and calls
    nothing outside. Its kernels end with it.

    Yields
    ------
    Lab
    """
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="jupyterlab-", ignore_cleanup_errors=True) as home:
        home = Path(home)
        environment = _settings(home, folder, token)
        with open(home / "log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", "--no-browser"],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        lab = None
        try:
            lab = _answering(process, home, token, Path(folder))
            yield lab
        finally:
            if lab:
                with contextlib.suppress(OSError):
                    for session in lab.ask("api/sessions"):
                        lab.ask(f"api/sessions/{session['id']}", "DELETE")
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _settings(home, folder, token):
    environment = dict(os.environ)
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        environment[f"JUPYTER_{name}"] = str(home / name.lower())
    environment["IPYTHONDIR"] = str(home / "ipython")
    config = home / "config_dir"
    (config / "labconfig").mkdir(parents=True)
    server = {"root_dir": str(folder), "port": 0, "open_browser": False, "allow_root": True}
    settings = {
        "ServerApp": server,
        "IdentityProvider": {"token": token},
        "ContentsManager": {"pre_save_hook": "mlplab.saving.without_widgets"},
        "LabApp": {"extension_manager": "readonly"},  # the other one asks a package index
    }
    (config / "jupyter_server_config.json").write_text(json.dumps(settings))
    off = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (config / "labconfig" / "page_config.json").write_text(json.dumps(off))
    return environment


def _answering(process, home, token, folder):
    """Wait until the server has written down its address and answers there."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, StopIteration):
            told = next((home / "runtime_dir").glob("jpserver-*.json")).read_text()
            lab = Lab(json.loads(told)["url"], token, folder)
            lab.ask("api/status")
            return lab
        time.sleep(0.1)
    state = f"ended with {process.returncode}" if process.poll() is not None else "does not answer"
    words = (home / "log").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"JupyterLab {state}; its last words:\n{words}")


# -------------------------------------------------------------------------------------- browser


def find_chromium():
    """Path of a Chromium.

    Raises
    ------
    RuntimeError
        When there is none.
    """
    wanted = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [wanted] if wanted else BROWSERS)), None)
    if found is None:
        what = f"CHROMIUM={wanted} is no program" if wanted else f"no {', '.join(BROWSERS)} on PATH"
        raise RuntimeError(
            f"The browser tests need a Chromium and there is {what}: install one (Debian: apt "
            "install chromium), set CHROMIUM to its path, or deselect them with -m 'not browser'."
        )
    return found


@contextlib.contextmanager
def chromium():
    """Run a headless Chromium; yields playwright's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            browser.close()


# --------------------------------------------------------------------------------------- screen


@dataclass(frozen=True)
class Shown:
    """What one code cell shows.

    Parameters
    ----------
    index : int
        Place of the cell in the notebook.
    prompt : str
        ``"[3]:"`` once it has run, ``"[*]:"`` while it runs.
    text : str
        All of its output.
    errors : tuple of str
        What stands on a red ground: exceptions and what was written to stderr.
    images : tuple of (str, int)
        Alternative text and natural width in pixels, 0 for a broken picture.
    """

    index: int
    prompt: str
    text: str
    errors: tuple = ()
    images: tuple = ()


def faults(shown):
    """Sentences on everything that a solved notebook should not show.

    Parameters
    ----------
    shown : sequence of Shown
    """
    found = []
    for cell in shown:
        where = f"cell {cell.index}"
        if not re.fullmatch(r"\[\d+\]:", cell.prompt):
            found.append(f"{where} has not run: {cell.prompt}")
        found += [f"{where} shows an error: {error.strip()}" for error in cell.errors]
        for sign in ("Traceback", "stopped with", "This waits for", "is not written yet"):
            if sign in cell.text and not any(sign in error for error in cell.errors):
                found.append(f"{where} says: {cell.text.strip()}")
                break
        for sign in ("Error displaying widget", "Error creating widget", "Loading widget"):
            if sign in cell.text:
                found.append(f"{where} shows no widget: {cell.text.strip()}")
        for alt, width in cell.images:
            if alt.strip() in ("", "Image"):  # JupyterLab writes "Image" where there is none
                found.append(f"{where} shows a picture without a text alternative")
            if not width:
                found.append(f"{where} shows a broken picture: {alt}")
    return found


class Screen:
    """One notebook, open in JupyterLab in a browser page of its own.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    lab : Lab
    path : str
        Of the notebook, relative to the lab's folder.
    alone : bool
        Without JupyterLab's side bars.
    **options : object
        Of the browser page, for instance ``viewport``.

    Attributes
    ----------
    complaints : list of str
        Errors on the browser's console, and requests that left this machine.
    """

    def __init__(self, browser, lab, path, *, alone=False, **options):
        self.nb = nbformat.read(lab.folder / path, 4)
        self.complaints = []
        self.page = browser.new_page(**{"viewport": SIZE, "reduced_motion": "reduce", **options})
        self.page.set_default_timeout(PATIENCE * 1000)
        self._listen(lab)
        self.page.goto(lab.page(path, alone=alone))
        expect(self.page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute(
            "data-status", "idle"
        )
        self.wait_for(lambda: lab.connected(path))  # the indicator is idle without a kernel, too
        expect(self.cells()).to_have_count(len(self.nb.cells))

    def _listen(self, lab):
        def console(message):
            if message.type == "error":
                self.complaints.append(f"console: {message.text}")

        def request(sent):
            if not sent.url.startswith((lab.url, "data:", "blob:")):
                self.complaints.append(f"request to {sent.url}")

        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page: {error}"))
        self.page.on("request", request)

    def wait_for(self, holds):
        """Let the page live until something outside of it is so."""
        for _ in range(10 * PATIENCE):
            if holds():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("what the page waited for never came")

    def cells(self):
        """All cells of the notebook, as a locator."""
        return self.page.locator(".jp-Notebook .jp-Notebook-cell")

    def cell(self, index):
        """The cell at this place, as a locator."""
        return self.page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{index}"]')

    def output(self, index):
        """The output of the cell at this place, as a locator."""
        return self.cell(index).locator(".jp-OutputArea")

    def where(self, holds):
        """Places of the cells for which ``holds(cell)``."""
        return [i for i, cell in enumerate(self.nb.cells) if holds(cell)]

    def select(self, index):
        """Make a cell the active one, in command mode."""
        self.cell(index).scroll_into_view_if_needed()
        self.cell(index).locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Escape")  # out of a panel of this cell, which keeps the keys
        expect(self.cell(index)).to_contain_class("jp-mod-active")

    def run_one_by_one(self):
        """Press Shift+Enter from the first cell to the last, waiting for each.

        An error holds back the cells that wait behind it in *Run All Cells*; a learner who goes on
        by hand is not held back.
        """
        self.select(0)
        last = len(self.nb.cells) - 1
        for index, cell in enumerate(self.nb.cells):
            self.page.keyboard.press("Control+Enter" if index == last else "Shift+Enter")
            if cell.cell_type == "code":
                self._has_run(index)
            if index < last:
                expect(self.cell(index + 1)).to_contain_class("jp-mod-active")

    def run_again(self, index):
        """Run one cell again with Ctrl+Enter."""
        before = self.cell(index).locator(".jp-InputPrompt").text_content()
        self.select(index)
        self.page.keyboard.press("Control+Enter")
        expect(self.cell(index).locator(".jp-InputPrompt")).not_to_have_text(before)
        self._has_run(index)

    def run_all(self):
        """Choose *Run All Cells* in the menu and wait until the last cell has run."""
        self.choose("Run", "Run All Cells")
        for index in self.where(lambda cell: cell.cell_type == "code"):
            self._has_run(index)

    def choose(self, *names):
        """Choose an item of JupyterLab's menu, named from the menu bar down."""
        labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
        for name in names:  # by their text: an item that opens another menu has no role
            labels.filter(has_text=re.compile(f"^{name}$")).click()

    def _has_run(self, index):
        expect(self.cell(index).locator(".jp-InputPrompt")).to_have_text(re.compile(r"^\[\d+\]:$"))

    def shown(self):
        """What every code cell shows now.

        Returns
        -------
        list of Shown
        """
        # A picture or a widget may still be on its way when its cell has run.
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.jp-OutputArea img')].every(i => i.complete)
            && ![...document.querySelectorAll('.jp-OutputArea-output')].some(
              o => o.textContent.startsWith('Loading widget'))"""
        )
        rows = self.page.evaluate(
            """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map(cell => ({
              index: Number(cell.dataset.windowedListIndex),
              prompt: cell.querySelector('.jp-InputPrompt').textContent,
              text: [...cell.querySelectorAll('.jp-OutputArea-output')]
                .map(o => o.textContent).join('\\n'),
              errors: [...cell.querySelectorAll('[data-mime-type$="jupyter.stderr"]')]
                .map(o => o.textContent),
              images: [...cell.querySelectorAll('.jp-OutputArea-output img')]
                .map(i => [i.alt, i.naturalWidth]),
            }))"""
        )
        return [
            Shown(
                index=row["index"],
                prompt=row["prompt"],
                text=row["text"],
                errors=tuple(row["errors"]),
                images=tuple(map(tuple, row["images"])),
            )
            for row in rows
        ]

    def validate(self):
        """Press nbgrader's *Validate*; return its dialog as a locator."""
        self.page.get_by_role("button", name="Validate", exact=True).click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        return dialog

    def close_dialog(self):
        """Press the only button of a dialog."""
        self.page.get_by_role("dialog").get_by_role("button", name="OK").click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def picture(self, path, *indices):
        """Save a picture of the window, or of what the named cells take up in it."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        clip = None
        self.page.mouse.move(0, 0)  # nothing is marked because the mouse rests on it
        if indices:
            self.cell(indices[0]).evaluate("cell => cell.scrollIntoView({block: 'start'})")
            boxes = [self.cell(index).bounding_box() for index in indices]
            top = min(box["y"] for box in boxes)
            bottom = max(box["y"] + box["height"] for box in boxes)
            bottom = min(bottom, self.page.viewport_size["height"])
            clip = {"x": boxes[0]["x"], "y": top, "width": boxes[0]["width"]}
            clip["height"] = bottom - top
        self.page.screenshot(path=path, clip=clip)

    def close(self):
        """Close the page; what is not saved is lost."""
        self.page.close()


@contextlib.contextmanager
def opened(browser, lab, nb, name, **options):
    """A notebook in a folder of its own, run; its page complains of nothing until it closes."""
    (lab.folder / name).mkdir()
    nbformat.write(nb, lab.folder / name / "panels.ipynb")
    options = {"viewport": {"width": SIZE["width"], "height": 2200}, **options}  # a whole panel
    screen = Screen(browser, lab, f"{name}/panels.ipynb", alone=True, **options)
    screen.run_all()
    yield screen
    screen.close()
    assert screen.complaints == []


# --------------------------------------------------------------------------------------- panels


NAMED = "slider|combobox|checkbox|button|textbox|img|group"
# Controls that are cut off, by the panel or by their own edge, or that lie on another.
MISPLACED = """box => {
  const all = [...box.querySelectorAll('button, input, select, output, canvas, label > span')];
  const seen = all.filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()]);
  const edge = box.getBoundingClientRect(), found = [];
  const name = e => e.ariaLabel || e.textContent || e.tagName;
  if (edge.left < 0 || edge.right > window.innerWidth) found.push('the panel leaves the window');
  seen.forEach(([e, r], i) => {
    const slides = getComputedStyle(e.parentElement).overflowX === 'auto';
    const out = !slides && (r.left < edge.left || r.right > edge.right || r.bottom > edge.bottom);
    const cut = e.tagName !== 'INPUT' && e.clientWidth && e.scrollWidth > e.clientWidth + 1;
    if (out || cut) found.push(`${name(e)} is cut off`);
    for (const [f, s] of seen.slice(i + 1)) {
      const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
      const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
      if (wide > 1 && high > 1) found.push(`${name(e)} lies on ${name(f)}`);
    }
  });
  return found;
}"""
# The page's own colour for text; how many pixels of the pictures have it; and which other colours
# there are where only labels stand, left of the axes of fields and plots.
INKS = """box => {
  const ink = getComputedStyle(box).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const others = [];
  let own = 0;
  for (const canvas of box.querySelectorAll('figure:not(.net) canvas')) {
    if (!canvas.checkVisibility()) continue;
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const labels = !canvas.ariaLabel.startsWith('The network:');
    for (let i = 0; i < data.length; i += 4) {
      const colour = data.slice(i, i + 3), x = i / 4 % width, y = i / 4 / width;
      if (data[i + 3] < 150) continue;
      if (colour.every((v, k) => Math.abs(v - ink[k]) < 9)) own++;
      else if (labels && x < 26 && y > 30 && y < height - 30) others.push(colour.join());
    }
  }
  return [ink, own, others];
}"""


class Panel:
    """The nth panel of a notebook, scrolled into sight."""

    def __init__(self, screen, nth):
        self.page, self.cell = screen.page, screen.where(is_panel)[nth]
        self.box = screen.output(self.cell).locator(".mlplab-panel")
        self.box.scroll_into_view_if_needed()
        expect(self.words).not_to_be_empty()
        self.settle()

    def settle(self):
        """Wait until the picture shows all that has been set."""
        heard = "box => Number(box.dataset.heard) >= Number(box.dataset.asked)"
        self.page.wait_for_function(heard, arg=self.box.element_handle())

    def button(self, name):
        return self.box.get_by_role("button", name=name, exact=True)

    def press(self, key):
        """Press a key while a slider has the focus."""
        self.box.locator("input[type=range]:visible").first.press(key)
        self.settle()

    def predict(self):
        """Choose the first answer, if none has been chosen."""
        first = self.box.locator(".prediction button").first
        if first.is_enabled():
            first.click()
            self.settle()

    def preset(self, words):
        self.box.get_by_role("textbox").fill(words)
        self.box.get_by_role("textbox").press("Enter")
        self.settle()

    @property
    def painted(self):
        return int(self.box.get_attribute("data-painted"))

    @property
    def playing(self):
        return self.box.get_attribute("data-playing") == "true"

    @property
    def steps(self):
        return int(self.box.get_by_label("steps done").text_content().removeprefix("step "))

    @property
    def words(self):
        return self.box.locator(".told")

    def pictures(self):
        return self.box.evaluate(
            "box => [...box.querySelectorAll('canvas')].map(c => c.toDataURL())"
        )

    def plays_on(self):
        """Wait until two more pictures have been painted and steps done."""
        painted, steps = self.painted, self.steps
        wanted = """([box, painted, steps]) => Number(box.dataset.painted) >= painted + 2
          && Number(box.querySelector('output').textContent.slice(5)) > steps"""
        arg = [self.box.element_handle(), painted, steps]
        self.page.wait_for_function(wanted, arg=arg)

    def stands_still(self):
        """Whether no step is done any more, and after the last frames nothing is painted."""
        steps = self.steps
        for _ in range(10):
            before = self.painted
            self.page.wait_for_timeout(300)
            if self.painted == before:
                return self.steps == steps
        return False

    def unnamed(self):
        """Lines of controls, pictures and groups that a screen reader has no name for."""
        line = re.compile(rf"\s*- '?(?:{NAMED})(?! \"[^\"])")
        return [words for words in self.box.aria_snapshot().splitlines() if line.match(words)]

    def misplaced(self):
        """Sentences on controls that are cut off or covered."""
        return self.box.evaluate(MISPLACED)

    def inks(self):
        """See `INKS`."""
        drawn = (
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        self.page.evaluate(drawn)
        return self.box.evaluate(INKS)
