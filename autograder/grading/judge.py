"""Run the checks of an assignment against a learner's functions that live in another process."""

import ast
import contextlib
import functools
import io
import linecache
import math
import os
import signal
import sys

import numpy as np

from autograder.authoring.names import free_names
from autograder.authoring.rules import BEGIN_HIDDEN
from autograder.grading.frames import Channel
from autograder.grading.outputs import stream
from autograder.grading.proxies import Link, Remote, RemoteProbe

MAX_PRINTED = 20_000
GONE = "the process that runs your code ended before this check"


class OutOfTime(BaseException):
    """The check took longer than it may."""


class Checks:
    """The checks of one notebook and what they stand on.

    Parameters
    ----------
    given : list of (int, str)
        Locked cells, each with its position; they run here once, without a learner.
    checks : list of str
        Texts of checks that will be asked for; any other text will do as well, a little later.
    """

    def __init__(self, given, checks=()):
        for source in checks:
            _read_check(source)
        self._stages = []  # (position, names from there on)
        names = {"__name__": "__main__"}
        for position, source in given:
            filename = f"<given {position}>"
            with contextlib.redirect_stdout(io.StringIO()):
                exec(_compiled(source, filename), names)
            self._stages.append((position, _with_remote_probes(names)))

    def judge(self, control, doors):
        """Answer ``{"seed", "seconds", "names", "checks": [...], "skip": [...]}`` on `control`.

        All visible parts run before the first hidden part: what a learner reads was written
        before any hidden input went out.

        Parameters
        ----------
        control : socket.socket
            To the grader.
        doors : list of socket.socket
            One per check, in order.
        """
        channel = Channel(control)
        job = channel.receive()
        os.environ["MLPLAB_SEED"] = str(job["seed"])
        signal.signal(signal.SIGALRM, _out_of_time)
        sys.stdout = sys.stderr = io.StringIO()
        running = [
            _Check(check, Link(Channel(door)), self._names_at(check["position"]), job)
            for check, door in zip(job["checks"], doors, strict=True)
        ]
        over = set(job["skip"])
        for part in ("visible", "hidden"):
            for number, check in enumerate(running):
                if number in over or not check.has(part):
                    continue
                channel.send({"begins": number, "part": part})
                result = check.run(part)
                if part == "hidden" or result["error"] or not check.has("hidden"):
                    check.close()
                    over.add(number)
                channel.send({"ends": number, "part": part, "over": number in over, **result})
        channel.send({"done": True})

    def _names_at(self, position):
        names = {"__name__": "__main__"}
        for where, given in self._stages:
            if where < position:
                names = given
        return dict(names)


class _Check:
    def __init__(self, check, link, names, job):
        self._link, self._names = link, names
        self._seconds, self._points = job["seconds"], check["points"]
        self._filename = f"<check {check['id']}>"
        reads, self._parts = _read_check(check["source"])
        self._wanted = sorted(reads & set(job["names"]))
        linecache.cache[self._filename] = (
            len(check["source"]),
            None,
            check["source"].splitlines(True),
            self._filename,
        )

    def has(self, part):
        """Whether the check has a visible or a hidden part."""
        return part in self._parts

    def close(self):
        self._link.close()

    def run(self, part):
        """Run one part; nothing of a hidden one but the check's own words comes out."""
        hidden = part == "hidden"
        self._link.quiet = hidden
        printed, failure, credit = io.StringIO(), None, None
        body, tail = self._parts[part]
        signal.setitimer(signal.ITIMER_REAL, self._seconds, 1)
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                if not hidden:
                    self._fetch()
                exec(body, self._names)
                if tail is not None:
                    value = eval(tail, self._names)
                    credit = self._credit(value)
        except BaseException as caught:
            failure = caught
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        text = printed.getvalue()[:MAX_PRINTED]
        outputs = [stream(text)] if text else []
        if credit is not None and failure is None:
            outputs.append(
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": repr(credit)},
                    "metadata": {},
                    "execution_count": None,
                }
            )
        told = None if failure is None else self._told(failure, hidden)
        return {"outputs": outputs, "error": told}

    def _fetch(self):
        for name in self._wanted:
            with contextlib.suppress(NameError):  # told where the check uses it
                self._names[name] = self._link.name(name)

    def _credit(self, value):
        """Partial credit, as nbgrader takes it from a last expression: a number, if any."""
        if value is None or isinstance(value, (bool, Remote)):
            return None
        if isinstance(value, (int, float, np.number)):
            value = float(value)
            if not (math.isfinite(value) and 0 <= value <= self._points):
                raise ValueError(f"the check gives {value} of {self._points} points")
            return value
        return None

    def _told(self, failure, hidden):
        """What the learner reads; only a check's own exception speaks for itself."""
        text = getattr(failure, "text", None)
        told = {"name": type(failure).__name__, "text": "", "about": "", "mistake": None}
        if isinstance(text, str) and type(failure).__name__ == "CheckFailed":
            told["text"] = text[:MAX_PRINTED]
            told["about"] = str(getattr(failure, "about", ""))
            told["mistake"] = getattr(failure, "mistake", None)
        elif isinstance(failure, OutOfTime):
            told["text"] = f"The check did not finish within {self._seconds:g} seconds."
        elif hidden:
            told["name"] = "HiddenTestFailed"
            told["text"] = "A hidden test of this question could not finish."
        elif isinstance(failure, NameError):
            told["text"] = f"{failure}: is its cell complete, and did it run without an error?"
        else:
            told["text"] = f"The check could not finish: {type(failure).__name__}."
        return told


@functools.cache
def _read_check(source):
    """Names that a check reads, and for ``"visible"`` and ``"hidden"`` the code of each part it
    has: statements, and a last expression or None.
    """
    tree, filename = ast.parse(source), "<check>"
    start = source.split(BEGIN_HIDDEN)[0].count("\n") + 1 if BEGIN_HIDDEN in source else math.inf
    parts = {}
    for statement in tree.body:
        parts.setdefault("visible" if statement.lineno < start else "hidden", []).append(statement)
    for part, body in parts.items():
        tail = body.pop() if isinstance(body[-1], ast.Expr) else None
        parts[part] = (
            compile(ast.Module(body, []), filename, "exec"),
            tail and compile(ast.Expression(tail.value), filename, "eval"),
        )
    return free_names(tree), parts


def _out_of_time(*_):
    raise OutOfTime("it did not answer in time")


def _compiled(source, filename):
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return compile(source, filename, "exec")


def _with_remote_probes(names):
    return {
        name: RemoteProbe(value)
        if getattr(value, "is_probe", False) and not isinstance(value, RemoteProbe)
        else value
        for name, value in names.items()
    }
