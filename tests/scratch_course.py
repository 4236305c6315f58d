"""A copy of the course in which the commands of the guides run as they are written.

Its first exercise has the name of the real one and the text of the light assignment, so that a
command takes seconds. Its environment borrows the packages of the one that runs the tests; what
is written into an environment stays in the copy.
"""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder import environment
from autograder.submissions import filled_in, solutions

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "ex_01_mlp_backprop"
LIGHT = ROOT / "tests" / "light" / "light.py"
ROOMS = ("autograder", "mlplab", "guides")
FILES = ("course", "nbgrader_config.py", "pyproject.toml", "README.md", "LICENSE", "LICENSE-text")
WRAPPER = """\
#!/bin/sh
export PATH={own}/bin:{real}/bin:"$PATH" JUPYTER_CONFIG_PATH={own}/etc/jupyter
exec {real}/bin/python {more} "$@"
"""
CORPUS = """\
# %% wrong="sign flipped" replaces="double" fails=["double-value"] mistake="sign flipped"
def double(x):
    return -2 * x


# %% right="a sum" replaces="double"
def double(x):
    return x + x
"""


@dataclass(frozen=True)
class Done:
    """What became of a command."""

    status: int
    said: str


class ScratchCourse:
    """A course to try commands in.

    Parameters
    ----------
    base : Path
        An empty folder; the course, a home, and whatever the commands name lie in it.

    Attributes
    ----------
    root, home : Path
    notes : dict
        What a test wants to remember.
    """

    def __init__(self, base):
        self.base, self.root, self.home = base, base / "course", base / "home"
        self.notes = {}
        self.home.mkdir()
        for room in ROOMS:
            shutil.copytree(
                ROOT / room, self.root / room, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in FILES:
            shutil.copy(ROOT / name, self.root)
        (self.root / "notebooks").mkdir()
        shutil.copyfile(LIGHT, self.root / "notebooks" / f"{EXERCISE}.py")
        corpus = self.root / "tests" / "submissions" / EXERCISE / "double.py"
        corpus.parent.mkdir(parents=True)
        corpus.write_text(CORPUS, encoding="utf-8")
        self._make_environment()

    def _make_environment(self):
        venv = self.root / ".venv"
        (venv / "bin").mkdir(parents=True)
        own, real = shlex.quote(str(venv)), shlex.quote(sys.prefix)
        for name, more in {"python": "", "nbgrader": "-m nbgrader", "pytest": "-m pytest"}.items():
            program = venv / "bin" / name
            program.write_text(WRAPPER.format(own=own, real=real, more=more), encoding="utf-8")
            program.chmod(0o755)
        (venv / "bin" / "activate").write_text(f"PATH={own}/bin:$PATH\n", encoding="utf-8")
        settings = (self.root / "pyproject.toml").read_bytes()
        stamp = {  # as environment.ensure writes it, so that nothing is installed
            "extra": "test",
            "root": str(self.root.resolve()),
            "versions": environment.versions(venv),
            "pyproject": hashlib.sha256(settings).hexdigest(),
        }
        (venv / "course.json").write_text(json.dumps(stamp), encoding="utf-8")

    def run(self, line, folder=None):
        """Run a line of a guide in the course, after ``source .venv/bin/activate``."""
        keep = {n: v for n, v in os.environ.items() if "JUPYTER" not in n and n != "PYTHONPATH"}
        done = subprocess.run(
            ["bash", "-c", f". {shlex.quote(str(self.root / '.venv/bin/activate'))}; {line}"],
            cwd=folder or self.root,
            env={**keep, "HOME": str(self.home), "PYTHON": sys.executable},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        return Done(done.returncode, done.stdout + done.stderr)

    def notebook(self, **answers):
        """The solved exercise as bytes; `answers` replace solutions, None leaves one unwritten."""
        source, release = (
            self.root / room / EXERCISE / f"{EXERCISE}.ipynb" for room in ("source", "release")
        )
        kept = {n: t for n, t in {**solutions(source), **answers}.items() if t is not None}
        return nbformat.writes(filled_in(release, kept)).encode()

    def hand_in(self, learner, raw, when=None):
        """Put a notebook, and the moment it was submitted, where nbgrader collects to."""
        folder = self.root / "submitted" / learner / EXERCISE
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{EXERCISE}.ipynb").write_bytes(raw)
        if when:
            (folder / "timestamp.txt").write_text(when, encoding="utf-8")
