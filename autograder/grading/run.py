"""Grade an assignment: what is handed in and has no grade by the present checks yet."""

import contextlib
import csv
import hashlib
import os
import sys
import time
from dataclasses import dataclass, field

from nbgrader.api import MissingEntry

from autograder.errors import CourseError
from autograder.grading import workers
from autograder.grading.course import Course
from autograder.grading.records import Records
from autograder.grading.repair import Unreadable, read
from autograder.mistakes import write_mistakes

BATCH = 20  # results per transaction
BATCH_SECONDS = 2  # a result waits at most this long before it is stored
WORKERLESS_SECONDS = 60
AHEAD = 3  # submissions that wait for each worker


@dataclass
class Options:
    """How to grade.

    Parameters
    ----------
    student : str
        One learner only; a shell pattern.
    force : bool
        Grade again what has a grade.
    dry_run : bool
        Only say what would be graded.
    workers : int or None
        Processes; by default one per processor.
    scheduler : str or None
        Address of a Dask scheduler.
    isolation : str or None
        Instead of what the configuration says.
    seed : int or None
        Instead of the receipt's, or the configuration's.
    """

    student: str = "*"
    force: bool = False
    dry_run: bool = False
    workers: int | None = None
    scheduler: str | None = None
    isolation: str | None = None
    seed: int | None = None


@dataclass
class Summary:
    """What came of a run.

    Parameters
    ----------
    assignment : str
        Its name.
    graded, repaired, stopped : int
        Submissions; the last two are among the first.
    current : int
        Graded before, with the present checks.
    failed : dict of str to str
        Learner to the reason why nothing could be graded.
    untimed : list of Path
        Folders handed in whose ``timestamp.txt`` cannot be understood.
    changes : list of tuple
        ``(learner, points before, points now, why)``.
    points : list of float
        One per graded submission.
    most : float
        Points that the assignment has.
    isolation : str
        How strong the walls were.
    seconds : float
        On the clock.
    table, page : Path or None
        Of the changed scores, and of the mistakes.
    """

    assignment: str
    graded: int = 0
    repaired: int = 0
    stopped: int = 0
    current: int = 0
    failed: dict = field(default_factory=dict)
    untimed: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    points: list = field(default_factory=list)
    most: float = 0.0
    isolation: str = "full"
    seconds: float = 0.0
    table: object = None
    page: object = None

    def lines(self):
        """Put the summary into words.

        Yields
        ------
        str
            A line.
        """
        yield f"{self.assignment}: {self.graded} graded in {self.seconds:.1f} s" + (
            f" ({60 * self.graded / self.seconds:.0f} a minute, isolation {self.isolation})"
            if self.graded and self.seconds
            else ""
        )
        if self.current:
            yield f"  {self.current} had a grade by these checks already (--force grades again)"
        if self.points:
            middle = sorted(self.points)[len(self.points) // 2]
            mean = sum(self.points) / len(self.points)
            yield f"  points of {self.most:g}: mean {mean:.1f}, median {middle:g}"
        for count, what in (
            (self.repaired, "repaired"),
            (self.stopped, "with a cell that hung or ended the process"),
        ):
            if count:
                yield f"  {count} {what}"
        for learner, reason in sorted(self.failed.items()):
            yield f"  {learner}: not graded. {reason}"
        for folder in self.untimed:
            yield f"  {folder / 'timestamp.txt'} holds no time: look into it, it counts as in time"
        for learner, before, now, why in self.changes[:20]:
            yield f"  {learner}: {before:g} -> {now:g} points. {why}"
        if len(self.changes) > 20:
            yield f"  and {len(self.changes) - 20} more, in {self.table}"
        if self.page:
            yield f"  what went wrong where: {self.page}"


def grade_course(root, names, options, say=print):
    """Grade assignments of a course.

    Parameters
    ----------
    root : path
        The course.
    names : sequence of str
        All that were handed in when empty.
    options : Options
        How to grade.
    say : callable
        Takes a line.

    Returns
    -------
    list of Summary
        One per assignment, in the order of the names.

    Raises
    ------
    CourseError
        When nothing can be graded at all: no sandbox, no course, no disk space.
    """
    course = Course(root)
    names = list(names) or [n for n in course.assignments() if course.handed_in(n)]
    if not names:
        raise CourseError(
            f"{course.path(course.directory.submitted_directory, '<learner>', '<assignment>')}: "
            "nothing was handed in. Collect, or copy submissions there."
        )
    summaries, client = [], None
    try:
        for name in names:
            todo = _Todo(course, name, options, say)
            if todo.open and not options.dry_run and client is None:
                count = options.workers or min(workers.default_count(), len(todo.open))
                client = workers.connect(options.scheduler, count)
            summaries.append(todo.run(client))
            for line in summaries[-1].lines():
                say(line)
    finally:
        if client is not None:
            _end(client)
    return summaries


def _wait(queue, client):
    """Wait for a result; Dask itself would wait for ever for a worker that does not come."""
    patience = time.monotonic() + WORKERLESS_SECONDS
    while not queue.has_ready():
        time.sleep(0.02)
        if time.monotonic() < patience:
            continue
        if not client.nthreads():
            raise CourseError(
                f"No worker has answered for {WORKERLESS_SECONDS} seconds and none is connected to "
                f"{client.scheduler.address}. Start one, then start again: what was graded is "
                "stored, the rest follows."
            )
        patience = time.monotonic() + WORKERLESS_SECONDS


def _end(client):
    cluster = client.cluster
    with contextlib.suppress(Exception):  # a worker that is gone has closed already
        client.run(workers.close_slots)
    client.close()
    if cluster is not None:
        cluster.close()


class _Todo:
    """One assignment's submissions and what is known of them."""

    def __init__(self, course, name, options, say):
        self._course, self._options, self._say = course, options, say
        self._settings = course.settings()
        self._isolation = options.isolation or self._settings.isolation
        self.assignment = course.assignment(name)
        if not options.dry_run:
            told = course.bring_gradebook_up_to_date(self.assignment)
            if told:
                say(told)
        self.summary = Summary(name, most=sum(self.assignment.points().values()))
        self.summary.isolation = self._isolation
        self._folders, self._receipts, self.open = {}, self._read_receipts(name), []
        for one in course.handed_in(name, options.student):
            self._folders[one.student] = one.folder
            if options.force or not self._is_current(one):
                self.open.append(one.student)
            else:
                self.summary.current += 1
        if not self._folders:
            where = course.path(course.directory.submitted_directory, options.student, name)
            raise CourseError(f"{where}: nothing was handed in. Collect, or copy it there.")

    def _read_receipts(self, name):
        if self._options.dry_run and not _exists(self._course.db_url):
            return {}
        try:
            with Records(self._course, name) as records:
                return records.receipts()
        except MissingEntry:
            return {}

    def _is_current(self, one):
        receipt = self._receipts.get(one.student)
        if receipt is None or receipt.digest != self.assignment.digest:
            return False
        raw = self._raw(one.student)
        same = _sha256(raw) == receipt.submission
        return same and self._course.autograded(one.student, one.assignment).is_dir()

    def _raw(self, student):
        folder = self._folders[student]
        path = folder / f"{self.assignment.name}.ipynb"
        if not os.path.lexists(path):
            others = [p for p in folder.glob("*.ipynb") if p.is_file() and not p.is_symlink()]
            if len(others) == 1:
                path = others[0]  # renamed by a browser or a learning platform
        try:
            return read(path)
        except Unreadable as unreadable:
            return unreadable

    def run(self, client):
        """Grade what is open; returns the summary."""
        begun = time.perf_counter()
        if self._options.dry_run:
            self._say(f"{self.assignment.name}: would grade {len(self.open)}: {_some(self.open)}")
            return self.summary
        if self.open:
            with Records(self._course, self.assignment.name) as records:
                self._grade_all(client, records)
            self.summary.untimed = sorted(records.untimed)
        self.summary.seconds = time.perf_counter() - begun
        self._write_changes()
        if self.summary.graded or self.summary.failed:
            folder = self._course.root / "mistakes" / self.assignment.name
            _, self.summary.page = write_mistakes(self._course.root, self.assignment.name, folder)
        return self.summary

    def _grade_all(self, client, records):
        from distributed import as_completed

        waiting, running, done = list(reversed(self.open)), {}, []
        most = AHEAD * max(1, len(client.nthreads()))
        progress = Progress(self.assignment.name, len(self.open), self._say)
        stored = time.monotonic()
        queue = as_completed()
        try:
            while waiting or running or done:
                while waiting and len(running) < most:
                    student = waiting.pop()
                    future = self._submit(client, student)
                    running[future] = student
                    queue.add(future)
                if running:
                    _wait(queue, client)
                    future = next(queue)
                    done += self._result(future, running.pop(future))
                    future.release()
                old = time.monotonic() - stored > BATCH_SECONDS
                if done and (len(done) >= BATCH or old or not (running or waiting)):
                    records.write(done, self._folders)
                    for result in done:
                        self._count(result)
                    progress.advance(len(done))
                    done, stored = [], time.monotonic()
        finally:
            for future in running:
                future.cancel()
            progress.end()

    def _submit(self, client, student):
        receipt = self._receipts.get(student)
        seed = self._options.seed
        if seed is None:
            seed = receipt.seed if receipt else self._settings.seed
        return client.submit(
            workers.grade_one,
            student,
            self._raw(student),
            self.assignment,
            seed,
            self._isolation,
            self._settings.limits(),
            key=f"grade-{self.assignment.name}-{student}-{os.getpid()}-{time.time_ns()}",
            pure=False,
            retries=1,
        )

    def _result(self, future, student):
        try:
            return [future.result()]
        except CourseError:
            raise
        except Exception as error:
            self.summary.failed[student] = (
                f"Grading broke down ({type(error).__name__}: {str(error)[:200]}); the others are "
                "not touched by it. Run the command again, and report it if it stays."
            )
            return []

    def _count(self, result):
        summary = self.summary
        summary.graded += not result.reason
        summary.repaired += bool(result.repairs)
        summary.stopped += bool(result.stopped)
        if result.reason:
            summary.failed[result.student] = result.reason
        else:
            summary.points.append(result.points())
        before = self._receipts.get(result.student)
        if before is not None:
            change = _change(before, result)
            if change:
                summary.changes.append(change)

    def _write_changes(self):
        """A table of changed scores, when a regrade changed some."""
        if not self.summary.changes:
            return
        self.summary.table = self._course.root / f"changes-{self.assignment.name}.csv"
        with open(self.summary.table, "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["student_id", "points_before", "points_now", "why"])
            table.writerows(sorted(self.summary.changes))


def _change(receipt, result):
    """``(learner, before, now, why)`` when a score differs from the one before, else None."""
    old = receipt.result["scores"]
    if old == result.scores:
        return None
    if receipt.submission != result.sha256:
        cause = "Another submission"
    elif receipt.digest != result.digest:
        cause = "Changed checks"
    elif receipt.seed != result.seed:
        cause = "Another seed"
    else:
        cause = "The same submission and checks: look into it"
    different = [
        f"{name} {old.get(name) or 0:g} -> {result.scores.get(name) or 0:g}"
        + (f" ({result.mistakes[name]})" if name in result.mistakes else "")
        for name in sorted(set(old) | set(result.scores))
        if old.get(name) != result.scores.get(name)
    ]
    before = sum(v or 0.0 for v in old.values())
    return result.student, before, result.points(), f"{cause}: {', '.join(different)}."


class Progress:
    """A line that moves on a terminal, and now and then a line elsewhere.

    Parameters
    ----------
    title : str
        What moves.
    total : int
        How many there are to do.
    say : callable
        Takes a line, where there is no terminal.
    """

    def __init__(self, title, total, say):
        self._title, self._total, self._say = title, total, say
        self._done, self._begun, self._said = 0, time.monotonic(), time.monotonic()
        self._live = sys.stdout.isatty()

    def advance(self, count):
        """Tell that some more are stored.

        Parameters
        ----------
        count : int
            How many.
        """
        self._done += count
        passed = time.monotonic() - self._begun
        left = passed / self._done * (self._total - self._done) if self._done else 0
        filled = 24 * self._done // self._total
        bar = f"{'█' * filled}{'░' * (24 - filled)}"
        line = f"{self._title} {bar} {self._done} of {self._total}, about {left:.0f} s left"
        if self._live:
            print("\r" + line.ljust(90), end="", flush=True)
        elif time.monotonic() - self._said > 15:
            self._say(line)
            self._said = time.monotonic()

    def end(self):
        """Leave the line."""
        if self._live:
            print("\r" + " " * 90 + "\r", end="", flush=True)


def _sha256(raw):
    return hashlib.sha256(raw if isinstance(raw, bytes) else b"").hexdigest()


def _some(names):
    shown = ", ".join(names[:10])
    return shown + (f" and {len(names) - 10} more" if len(names) > 10 else "") or "nobody"


def _exists(db_url):
    return not db_url.startswith("sqlite:///") or os.path.exists(db_url.removeprefix("sqlite:///"))
