"""Run wrong and right solutions of an exercise against its checks, in this process.

A submission is one cell of ``tests/submissions/<exercise>/<function>.py``; its header says::

    # %% wrong="bias forgotten" replaces="linear_forward" fails=["linear_forward-paper", ...]
    #    carries=["mlp_forward-*"] mistake="bias missing"

``fails``: the checks of the same task that must fail, exactly those. ``carries``: later checks that
may fail as well because they use the function (shell patterns). ``mistake``: the name, in
``mlplab.checks.mistakes``, that at least one failing check must give; ``""`` when the outputs
cannot tell.
"""

import contextlib
import fnmatch
import io
import linecache
import signal
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.authoring.rules import bound_names
from autograder.authoring.text import read_text, role_of
from mlplab import CheckFailed

ROOT = Path(__file__).resolve().parent.parent
SUBMISSIONS = Path(__file__).with_name("submissions")
LIMIT = 30  # seconds for one submission; an endless loop fails all that is left


@dataclass
class Submission:
    """One solution of one task, and what is expected of it."""

    exercise: str
    name: str
    replaces: str
    source: str
    right: bool
    fails: list = field(default_factory=list)
    carries: list = field(default_factory=list)
    mistake: str = ""

    @property
    def id(self):
        """How pytest and the tables call it."""
        return f"{self.replaces}: {self.name}"


@dataclass
class Outcome:
    """Which checks failed, and the names and words they gave."""

    failed: dict = field(default_factory=dict)  # check -> CheckFailed or another exception
    order: list = field(default_factory=list)  # every check that ran

    def own(self, function):
        """Failed checks of the function's own task."""
        return [c for c in self.failed if c.startswith(function + "-")]

    def mistakes(self, function):
        """Names of mistakes that the task's own checks gave."""
        return [m for c in self.own(function) if (m := getattr(self.failed[c], "mistake", None))]


def submissions(exercise):
    """All submissions of an exercise, in the order of the files."""
    found = []
    for path in sorted((SUBMISSIONS / exercise).glob("*.py")):
        for cell in read_text(path).cells:
            options = dict(cell.metadata)
            if cell.cell_type != "code" or "replaces" not in options:
                continue
            right = "right" in options
            found.append(
                Submission(
                    exercise,
                    options["right" if right else "wrong"],
                    options["replaces"],
                    cell.source,
                    right,
                    options.get("fails", []),
                    options.get("carries", []),
                    options.get("mistake", ""),
                )
            )
    return found


@cache
def _cells(exercise):
    """``(role, name, code)`` of the cells that matter: given, solved and checked."""
    import ast

    kept = []
    for cell in read_text(ROOT / "notebooks" / f"{exercise}.py").cells:
        if cell.cell_type != "code" or cell.metadata.get("tags"):
            continue
        role, name = role_of(cell)
        if role is None and not bound_names(ast.parse(cell.source)):
            continue  # guesses and answers
        kept.append((role, name, _compiled(name or "given", cell.source)))
    return kept


def _compiled(name, source):
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return compile(source, filename, "exec")


def run(submission, checks=None):
    """Run the exercise with one solve cell replaced.

    Parameters
    ----------
    submission : Submission or None
        None runs the instructor's own solution.
    checks : callable, optional
        Takes a check's name; whether to run it. By default those of the replaced task and all
        later ones.

    Returns
    -------
    Outcome
    """
    outcome = Outcome()
    space = {"__name__": "__main__"}
    seen = submission is None
    with _limit(LIMIT), contextlib.redirect_stdout(io.StringIO()):
        for role, name, code in _cells(submission.exercise if submission else _only()):
            if role == "solve" and submission and name == submission.replaces:
                seen = True
                code = _compiled(name, submission.source)
            if role != "check":
                exec(code, space)
                continue
            if not seen or (checks and not checks(name)):
                continue
            outcome.order.append(name)
            try:
                exec(code, dict(space))
            except CheckFailed as error:
                outcome.failed[name] = error
            except Exception as error:
                outcome.failed[name] = error
    return outcome


def _only():
    return "ex_01_mlp_backprop"


def unexpected(submission, outcome):
    """What differs from what the submission says of itself; an empty list when nothing does."""
    own = outcome.own(submission.replaces)
    later = [c for c in outcome.failed if c not in own]
    said = []
    if sorted(own) != sorted(submission.fails):
        said.append(f"own checks that fail: {sorted(own)}, expected {sorted(submission.fails)}")
    stray = [c for c in later if not any(fnmatch.fnmatch(c, p) for p in submission.carries)]
    if stray:
        said.append(f"later checks fail that are not carried: {stray}")
    if submission.mistake and submission.mistake not in outcome.mistakes(submission.replaces):
        said.append(
            f"mistake {submission.mistake!r} is not named; named: "
            f"{outcome.mistakes(submission.replaces)}"
        )
    crashed = [c for c in own if not isinstance(outcome.failed[c], CheckFailed)]
    if crashed:
        said.append(f"the check itself crashed: { {c: repr(outcome.failed[c]) for c in crashed} }")
    return said


@contextlib.contextmanager
def _limit(seconds):
    def stop(*_):
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
