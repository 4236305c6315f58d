"""Grade an assignment: what is handed in and has no grade by the present checks yet."""

import contextlib
import hashlib
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from nbgrader.api import MissingEntry

from autograder.errors import CourseError
from autograder.grading import workers
from autograder.grading.course import Course
from autograder.grading.records import Records
from autograder.grading.repair import Unreadable, learners_own, read
from autograder.grading.summary import Change, Summary, append_changes, some
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
    misplaced, known = course.misplaced(options.student), course.assignments()
    meant = {path.stem for path in misplaced}
    strays = [path for path in misplaced if path.stem not in known]
    names = list(names) or [n for n in known if n in meant or course.handed_in(n)]
    if not names:
        place = course.path(course.directory.submitted_directory, "<learner>", "<assignment>")
        found = (
            f" {some([str(path) for path in strays], 3)}: one folder too high." if strays else ""
        )
        raise CourseError(
            f"{place}: nothing was handed in.{found} Collect, or copy submissions there."
        )
    summaries, client = [], None
    try:
        for name in names:
            here, strays = strays + [path for path in misplaced if path.stem == name], []
            todo = _Todo(course, name, options, say, here)
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

    def __init__(self, course, name, options, say, misplaced):
        self._course, self._options, self._say = course, options, say
        self._settings = course.settings()
        self._isolation = options.isolation or self._settings.isolation
        self.assignment = course.assignment(name)
        if not options.dry_run:
            told = course.bring_gradebook_up_to_date(self.assignment)
            if told:
                say(told)
        self.summary = Summary(name, most=sum(self.assignment.points().values()))
        self.summary.isolation, self.summary.misplaced = self._isolation, misplaced
        self._folders, self.open = {}, []
        self._receipts, self._points = self._read_records(name)
        for one in course.handed_in(name, options.student):
            self._folders[one.student] = one.folder
            if options.force or not self._is_current(one):
                self.open.append(one.student)
            else:
                self.summary.current += 1
        if not self._folders and not misplaced:
            where = course.path(course.directory.submitted_directory, options.student, name)
            raise CourseError(f"{where}: nothing was handed in. Collect, or copy it there.")

    def _read_records(self, name):
        if self._options.dry_run and not _exists(self._course.db_url):
            return {}, {}
        try:
            with Records(self._course, name) as records:
                return records.receipts(), records.points()
        except MissingEntry:
            return {}, {}

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
            if len(others) > 1:
                return Unreadable(_which(others, path.name))
            if others:
                path = others[0]  # renamed by a browser or a learning platform
        try:
            return read(path)
        except Unreadable as unreadable:
            return unreadable

    def run(self, client):
        """Grade what is open; returns the summary."""
        begun = time.perf_counter()
        if self._options.dry_run:
            self.summary.open = self.open
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
            result = future.result()
        except CourseError:
            raise
        except Exception as error:
            self.summary.failed[student] = (
                f"Grading broke down ({type(error).__name__}: {str(error)[:200]}); the others are "
                "not touched by it. Run the command again, and report it if it stays."
            )
            return []
        before = self._points.get(student, 0)
        if result.reason and before:  # a broken file is no reason to take away what was earned
            self.summary.failed[student] = f"{result.reason} The grade before, {before:g}, stays."
            return []
        return [result]

    def _count(self, result):
        summary, student = self.summary, result.student
        summary.graded += not result.reason
        own = learners_own(result.repairs)
        summary.repaired += [student] if own else []
        summary.outdated += [student] if len(own) < len(result.repairs) else []
        summary.stopped += [student] if result.stopped else []
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
        """Add to the table of changed scores, when a regrade changed some."""
        if not self.summary.changes:
            return
        self.summary.table = self._course.root / f"changes-{self.assignment.name}.csv"
        append_changes(self.summary.table, self.summary.changes, datetime.now(UTC))


def _change(receipt, result):
    """What changed when a score differs from the one before, else None."""
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
    different = tuple(
        f"{name} {old.get(name) or 0:g} -> {result.scores.get(name) or 0:g}"
        + (f" ({result.mistakes[name]})" if name in result.mistakes else "")
        for name in sorted(set(old) | set(result.scores))
        if old.get(name) != result.scores.get(name)
    )
    before = sum(v or 0.0 for v in old.values())
    return Change(result.student, before, result.points(), result.seed, cause, different)


def _which(notebooks, expected):
    """A sentence on several notebooks, none with the name that is looked for."""
    names = [n if n.isprintable() else ascii(n) for n in sorted(p.name[:40] for p in notebooks)]
    return (
        f"There are {len(names)} notebooks ({some(names, 3)}) and none is called {expected}: "
        "keep one, or rename it."
    )


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


def _exists(db_url):
    return not db_url.startswith("sqlite:///") or os.path.exists(db_url.removeprefix("sqlite:///"))
