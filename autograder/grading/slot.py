"""Where submissions are graded, one after another: a warm learner process and a warm judge."""

import contextlib
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field

from autograder.errors import CourseError
from autograder.grading.frames import Channel
from autograder.grading.memory import limit
from autograder.grading.outputs import MAX_NOTEBOOK, MAX_TOTAL, clean
from autograder.grading.processes import MAX_SLOTS, Child, Zygotes, claim_number
from autograder.grading.values import WireError

FIRST_SLOT_ID = 61_000  # user ids of learners' processes, one per slot; the judges' follow
RERUNS = 6  # cells of one notebook that may hang or end the process before the rest counts as lost


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    cell_seconds, check_seconds, submission_seconds : float
        Time on the clock.
    memory_mb : int
        Of all processes of the submission together.
    address_mb, cpu_seconds : int
        Address space and processor time of each process.
    processes : int
        How many there may be.
    file_mb, box_mb : int
        Size of one file, and of the folder that can be written to.
    open_files : int
        Of each process.
    """

    cell_seconds: float = 30
    check_seconds: float = 20
    submission_seconds: float = 300
    memory_mb: int = 2048
    address_mb: int = 16_384
    cpu_seconds: int = 600
    processes: int = 128
    file_mb: int = 64
    box_mb: int = 64
    open_files: int = 256

    def of_a_process(self):
        """Pick the part that each process is limited to by itself.

        Returns
        -------
        dict of str to int
            For :func:`autograder.grading.sandbox.limit_process`.
        """
        names = ("address_mb", "cpu_seconds", "processes", "file_mb", "open_files")
        return {name: getattr(self, name) for name in names}


@dataclass
class Ran:
    """What came of a submission.

    Parameters
    ----------
    outputs : dict of int to list
        Cell position to its outputs, cleaned.
    stopped : dict of int to str
        Cell position to ``"time"`` or ``"ended"``: cells that were left out after that, or
        interrupted.
    interrupted : set of int
        Positions of those whose names of before the interrupt count.
    checks : dict of str to dict
        Grade id to ``{"outputs", "error", "hidden"}``; missing where a check could not run.
    seconds : dict of str to float
        ``"run"`` and ``"judge"``.
    """

    outputs: dict = field(default_factory=dict)
    stopped: dict = field(default_factory=dict)
    interrupted: set = field(default_factory=set)
    checks: dict = field(default_factory=dict)
    seconds: dict = field(default_factory=dict)


class Slot:
    """Grade one submission at a time.

    Parameters
    ----------
    assignment : Assignment
        See :mod:`autograder.grading.assignment`.
    isolation : {"full", "process"}
        Behind all walls, or with a judge of its own and limits only.
    limits : Limits, optional
        What one submission may use.

    Raises
    ------
    CourseError
        When the sandbox cannot start.
    """

    def __init__(self, assignment, isolation="full", limits=None):
        self.limits = limits or Limits()
        self.isolation = isolation
        self._number, self._claim, self._scratch = claim_number()
        settings = {
            "isolation": isolation,
            "given": assignment.given,
            "folders": assignment.folders,
            "hidden": assignment.hidden,
            "home": self._scratch.name,
            "slot_id": FIRST_SLOT_ID + self._number,
        }
        checks = [text for text, points in assignment.full_locked().values() if points]
        secrets = {"given": assignment.given, "checks": checks}
        self._zygotes = Zygotes(settings, secrets)
        try:
            self._zygotes.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def grade(self, cells, names, seed):
        """Run a notebook's cells, then judge its checks.

        Parameters
        ----------
        cells : list of Cell
            See :class:`autograder.grading.assignment.Cell`.
        names : iterable of str
            Names that checks may ask the learner's process for.
        seed : int
            For the fresh inputs of hidden tests.

        Returns
        -------
        Ran
            Of the last run: a cell that hung or ended the process was left out of it.
        """
        result, begun = Ran(), time.monotonic()
        deadline = begun + self.limits.submission_seconds
        for left in reversed(range(RERUNS)):
            run = self._run(cells, result, deadline)
            if run.culprit is None or time.monotonic() > deadline:
                break
            result.stopped[run.culprit] = run.why
            if left == 1:  # the last run goes without whatever the learner wrote after this cell
                cells = [c for c in cells if c.kind != "run" or c.position < run.culprit]
            if left:
                run.end()
        try:
            result.seconds["run"] = time.monotonic() - begun
            begun = time.monotonic()
            checks = [c for c in cells if c.kind == "check"][: len(run.snapshots)]
            self._judge(checks, names, seed, run, result)
            result.seconds["judge"] = time.monotonic() - begun
            self._zygotes.must_live()  # else it was not the learner's code that ended a process
        finally:
            run.end()
        return result

    def user_ids(self):
        """Name the users as whom the processes run, when the grader is root.

        Returns
        -------
        set of int
            User ids of the learner's and of the judge's processes.
        """
        first = FIRST_SLOT_ID + self._number
        return {first, first + MAX_SLOTS}

    def processes(self):
        """List the warm processes.

        Returns
        -------
        list of int
            Their numbers.
        """
        return self._zygotes.numbers()

    def close(self):
        """End both zygotes and all that they started."""
        self._zygotes.close()
        self._scratch.cleanup()
        self._claim.close()

    # ------------------------------------------------------------------ the learner's part

    def _run(self, cells, result, deadline):
        checks = sum(c.kind == "check" for c in cells)
        run = _Run(self._start("learner", checks))
        result.outputs, result.interrupted, room = {}, set(), MAX_NOTEBOOK
        channel, position = run.child.channel, 0
        try:
            channel.send(
                {
                    "cells": [self._told(c, result.stopped) for c in cells],
                    "check_cpu_seconds": int(self.limits.check_seconds * 2) + 1,
                }
            )
            while position < len(cells):
                cell = cells[position]
                answer = self._answer(run.child, cell, position, deadline, result)
                if cell.kind != "check":
                    shown = clean(answer.get("outputs"), min(MAX_TOTAL, room))
                    result.outputs[cell.position] = shown
                    room -= len(str(shown))
                if cell.kind == "check":
                    pid = answer.get("pid")
                    run.snapshots.append(pid if type(pid) is int else None)
                position += 1
            channel.receive(min(deadline, time.monotonic() + 5), run.child.tick)
        except (EOFError, OSError, WireError, TimeoutError) as error:
            run.why = "time" if isinstance(error, TimeoutError) else "ended"
            while position < len(cells) and cells[position].kind == "check":
                position += 1  # a check runs nothing of the learner's: the cell after it did it
            if position < len(cells):
                run.culprit = cells[position].position
        if run.culprit is None:
            run.why = ""
        channel.close()  # sealed: nothing that a check tells the learner's process can come out
        return run

    def _answer(self, child, cell, position, deadline, result):
        """The answer for a cell; out of time it is interrupted first, as by Jupyter's button."""
        limit = time.monotonic() + self.limits.cell_seconds
        try:
            answer = child.channel.receive(min(limit, deadline), child.tick)
        except TimeoutError:
            if cell.kind == "check" or time.monotonic() >= deadline:
                raise
            child.signal(signal.SIGINT)
            answer = child.channel.receive(time.monotonic() + 2, child.tick)
            result.stopped[cell.position] = "time"
            result.interrupted.add(cell.position)
        if not isinstance(answer, dict) or answer.get("cell") != position:
            raise WireError("an answer that was not asked for")
        return answer

    @staticmethod
    def _told(cell, stopped):
        if cell.kind == "check":
            return {"kind": "check"}
        source = cell.source if cell.position not in stopped else ""
        return {"kind": cell.kind, "source": source, "binds": sorted(cell.binds)}

    # ------------------------------------------------------------------ the judge's part

    def _judge(self, checks, names, seed, run, result):
        """Judge all checks; one that ends the judge (a bomb in an answer) fails, the rest go on."""
        results, doors = {}, run.child.doors[: len(checks)]
        deadline = time.monotonic() + self.limits.submission_seconds
        while True:
            at = None
            child = self._start("judge", doors=[door.dup() for door in doors])
            longest = self.limits.check_seconds * 2 + 5

            def tick(judge=child):
                judge.tick()
                run.child.tick()

            try:
                skip = [n for n, parts in results.items() if _are_over(parts)]
                child.channel.send(self._job(checks, names, seed, skip))
                while True:
                    until = min(time.monotonic() + longest, deadline)
                    message = child.channel.receive(until, tick)
                    if message.get("done"):
                        return self._collect(checks, results, result)
                    if "begins" in message:
                        at = message["begins"]
                        continue
                    parts = results.setdefault(message["ends"], {})
                    # after a restart the first visible words stand: hidden inputs are out by then
                    before = parts.setdefault(message["part"], message)
                    if message["error"]:
                        run.drop(message["ends"])
                        if not before["error"]:  # right at first, wrong now
                            parts["hidden"] = BROKEN
            except (EOFError, OSError, WireError, TimeoutError):
                if time.monotonic() >= deadline:
                    return self._collect(checks, results, result)
                if at is None:
                    raise CourseError(
                        "The judge did not start. Run './course doctor' to see what this machine "
                        "can do."
                    ) from None
                results.setdefault(at, {})["hidden"] = BROKEN
                run.drop(at)
                doors[at] = socket.socketpair()[0]  # nobody answers there
            finally:
                child.end()

    def _job(self, checks, names, seed, skip):
        return {
            "seed": seed,
            "seconds": self.limits.check_seconds,
            "names": sorted(names),
            "skip": skip,
            "checks": [
                {"id": c.grade_id, "source": c.source, "points": c.points, "position": c.stage}
                for c in checks
            ],
        }

    @staticmethod
    def _collect(checks, results, result):
        for number, check in enumerate(checks):
            parts = results.get(number, {})
            if not _are_over(parts):
                continue
            shown = [o for part in ("visible", "hidden") for o in parts.get(part, EMPTY)["outputs"]]
            failed = next((p for p in ("visible", "hidden") if parts.get(p, EMPTY)["error"]), None)
            result.checks[check.grade_id] = {
                "outputs": shown,
                "error": parts[failed]["error"] if failed else None,
                "hidden": failed == "hidden",
            }

    # ------------------------------------------------------------------ processes

    def _start(self, role, count=0, doors=None):
        ours, theirs = socket.socketpair()
        pairs = [socket.socketpair() for _ in range(count)] if doors is None else []
        given = [there for _, there in pairs] if doors is None else doors
        slot_id = FIRST_SLOT_ID + self._number + (MAX_SLOTS if role == "judge" else 0)
        request = {
            "slot_id": slot_id,
            "box_mb": self.limits.box_mb,
            "limits": self.limits.of_a_process(),
        }
        box = None
        if self.isolation != "full":
            box = request["box"] = tempfile.mkdtemp(prefix="box-", dir=self._scratch.name)
        fds = [theirs.fileno(), *(s.fileno() for s in given)]
        pid = self._zygotes.fork(role, request, fds)
        for end in (theirs, *given):
            end.close()
        memory = limit(pid, f"{self._number}-{role}-{pid}", self.limits.memory_mb)
        child = Child(pid, Channel(ours), [here for here, _ in pairs], memory, box)
        with contextlib.suppress(OSError):  # it has ended: what is read from it next will tell
            ours.send(b".")
        return child


EMPTY = {"outputs": [], "error": None}
BROKE_THE_CHECK = {
    "name": "CheckFailed",
    "text": "The check could not go on: what the function returned cannot be handled.",
    "about": "",
    "mistake": None,
}
BROKEN = {"outputs": [], "error": BROKE_THE_CHECK, "over": True}


def _are_over(parts):
    """Whether a check of which these parts ran has no part left."""
    return any(part["over"] for part in parts.values())


class _Run:
    """A learner's process after its cells ran, and the snapshots that it left."""

    def __init__(self, child):
        self.child = child
        self.culprit, self.why = None, ""
        self.snapshots = []  # their numbers, one per check that was reached

    def drop(self, number):
        """End the snapshot of a check that failed, and whatever it started."""
        self.child.doors[number].close()
        self.snapshots[number] = None
        self.child.keep_only(set(self.snapshots))

    def end(self):
        self.child.end()
