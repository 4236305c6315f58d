"""Run wrong and right solutions of an exercise against its checks, in this process."""

import ast
import contextlib
import fnmatch
import io
import linecache
import signal
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.authoring.names import bound_names, free_names
from autograder.authoring.text import read_text, role_of
from autograder.submissions import read_corpus
from mlplab import CheckFailed

ROOT = Path(__file__).resolve().parent.parent
SUBMISSIONS = Path(__file__).with_name("submissions")
EXERCISES = sorted(p.name for p in SUBMISSIONS.glob("ex_*"))
LIMIT = 30  # seconds for one submission: an endless loop is an error, not a hanging suite


@dataclass
class Outcome:
    """Which checks failed, and what they said."""

    failed: dict = field(default_factory=dict)  # check -> exception

    def own(self, function):
        """Failed checks of the function's own task."""
        return [c for c in self.failed if c.startswith(function + "-")]

    def mistakes(self, function):
        """Names of mistakes that the task's own checks gave."""
        return [m for c in self.own(function) if (m := getattr(self.failed[c], "mistake", None))]


@cache
def submissions(exercise):
    """All submissions of an exercise."""
    return read_corpus(SUBMISSIONS / exercise)


def sample(cases, most=8):
    """All right solutions, and of each function's wrong ones enough to need every check.

    Parameters
    ----------
    cases : list of Submission
    most : int
        Wrong solutions per function, unless its checks need more.
    """
    functions, chosen = {}, []
    for one in cases:
        if not one.right:
            functions.setdefault((one.exercise, one.replaces), []).append(one)
    for wrong in functions.values():
        needed, some = {c for s in wrong for c in s.fails}, []
        for one in wrong:
            if needed & set(one.fails):
                some.append(one)
                needed -= set(one.fails)
        rest = [s for s in wrong if s not in some]
        step = max(1, len(rest) // max(1, most - len(some)))
        chosen += some + rest[::step][: max(0, most - len(some))]
    return [s for s in cases if s.right or s in chosen]


@cache
def cells(exercise):
    """``(role, name, code)`` of the cells that are given, solved or checked."""
    return [(role, name, _compiled(name or "given", s)) for role, name, s in _sources(exercise)]


@cache
def _sources(exercise):
    kept = []
    for cell in read_text(ROOT / "notebooks" / f"{exercise}.py").cells:
        if cell.cell_type != "code" or cell.metadata.get("tags"):
            continue
        role, name = role_of(cell)
        if role is None and not bound_names(ast.parse(cell.source)):
            continue  # guesses and answers
        kept.append((role, name, cell.source))
    return kept


@cache
def reached(exercise, solve):
    """Checks that can notice another solution of the cell `solve`: those whose names lead to it."""
    changed, checks = set(), []
    for role, name, source in _sources(exercise):
        tree = ast.parse(source)
        if role == "solve" and name == solve:
            changed |= bound_names(tree)
        elif free_names(tree) & changed:
            if role == "check":
                checks.append(name)
            else:
                changed |= bound_names(tree)
    return checks


def _compiled(name, source):
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return compile(source, filename, "exec")


def run(exercise, replaces=None, source="", only=None):
    """Run an exercise's checks with one solve cell replaced.

    Parameters
    ----------
    exercise : str
    replaces, source : str
        The solve cell and its text; without them the instructor's own solution runs. Checks
        that the replaced cell does not reach are left out: they cannot know of it.
    only : callable, optional
        Takes a check's name; whether to run it.

    Returns
    -------
    Outcome
    """
    outcome, space = Outcome(), {"__name__": "__main__"}
    looking = None if replaces is None else reached(exercise, replaces)
    with _limit(LIMIT), contextlib.redirect_stdout(io.StringIO()):
        for role, name, code in cells(exercise):
            if role == "solve" and name == replaces:
                code = _compiled(name, source)
            if role != "check":
                exec(code, space)
            elif (looking is None or name in looking) and (only is None or only(name)):
                try:
                    exec(code, dict(space))
                except Exception as error:
                    outcome.failed[name] = error
    return outcome


def names(exercise):
    """What the given cells and the instructor's solutions of an exercise define."""
    space = {"__name__": "__main__"}
    for role, _, code in cells(exercise):
        if role != "check":
            exec(code, space)
    return space


def unexpected(submission, outcome):
    """What differs from what the submission says of itself; an empty list when nothing does."""
    own, said = outcome.own(submission.replaces), []
    if sorted(own) != sorted(submission.fails):
        said.append(f"own checks that fail: {sorted(own)}, expected {sorted(submission.fails)}")
    later = [c for c in outcome.failed if c not in own]
    stray = [c for c in later if not any(fnmatch.fnmatch(c, p) for p in submission.carries)]
    if stray:
        said.append(f"later checks fail that are not carried: {stray}")
    named = outcome.mistakes(submission.replaces)
    if submission.mistake and submission.mistake not in named:
        said.append(f"the mistake {submission.mistake!r} is not named; named: {named}")
    for check, error in outcome.failed.items():
        if not isinstance(error, CheckFailed) and check in own:
            said.append(f"{check} itself crashed: {error!r}")
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
