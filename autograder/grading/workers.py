"""Grade on Dask workers: processes of this machine, or of a cluster that runs already."""

import contextlib
import json
import os
import signal
from multiprocessing import resource_tracker

import nbformat
from nbgrader.utils import determine_grade, is_grade

from autograder.errors import CourseError
from autograder.grading.assignment import flag, grade_id, text_of
from autograder.grading.grade import grade
from autograder.grading.records import Result
from autograder.grading.slot import Slot

NOBODY = "127.0.0.1:0"  # a server that Dask starts in any case
_slots = {}  # of this worker process: what it graded last


def grade_one(student, raw, assignment, seed, isolation, limits):
    """Grade one submission in this worker.

    Parameters
    ----------
    student : str
        Who handed it in.
    raw : bytes or Unreadable
        What was handed in, or why it could not be read.
    assignment : Assignment
        What it is a submission of.
    seed : int
        For the fresh inputs of hidden tests.
    isolation : {"full", "process"}
        How strong the walls have to be.
    limits : Limits
        What it may use.

    Returns
    -------
    Result
        For :meth:`autograder.grading.records.Records.write`.
    """
    slot = _slot(assignment, isolation, limits)
    try:
        graded = grade(raw, assignment, slot, seed)
    except BaseException:
        close_slots()  # whatever state it is in, the next submission starts afresh
        raise
    notebook = nbformat.from_dict(graded.notebook)
    return Result(
        student=student,
        assignment=assignment.name,
        notebook=_bytes(graded.notebook),
        scores={
            cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
            for cell in notebook.cells
            if is_grade(cell)
        },
        untouched=frozenset(
            grade_id(cell)
            for cell in graded.notebook["cells"]
            if flag(cell, "solution") and text_of(cell) == assignment.released[grade_id(cell)]
        ),
        mistakes=graded.mistakes,
        repairs=tuple(graded.repairs),
        stopped=tuple(graded.stopped),
        reason=graded.reason,
        sha256=graded.sha256,
        digest=assignment.digest,
        isolation=isolation,
        seed=seed,
        seconds=sum(graded.seconds.values()),
    )


def close_slots():
    """End the warm processes of this worker."""
    while _slots:
        _slots.popitem()[1].close()


def _slot(assignment, isolation, limits):
    key = assignment.digest, isolation, limits
    if key not in _slots:
        close_slots()
        _slots[key] = Slot(assignment, isolation, limits)
    return _slots[key]


def _bytes(notebook):
    """As nbformat writes notebooks: the same submission gives the same bytes."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")


def connect(scheduler, count):
    """Connect to the workers, those of this machine or of a cluster.

    Parameters
    ----------
    scheduler : str or None
        Address of one that runs already, or None for processes here.
    count : int
        How many processes to start here.

    Returns
    -------
    distributed.Client
        To be closed, and its cluster where it has one.

    Raises
    ------
    CourseError
        When there is none at that address, or the processes cannot start.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.security import Security

    dask.config.set(
        {
            "distributed.worker.daemon": False,
            "distributed.admin.log-format": "",
            "distributed.scheduler.http.routes": [],  # Dask's web servers show who is graded,
            "distributed.worker.http.routes": [],  # to anybody who can reach this machine
        }
    )
    if scheduler:
        try:
            return Client(scheduler, timeout=20)
        except (OSError, TimeoutError, ValueError) as error:
            raise CourseError(f"No scheduler answers at {scheduler} ({error}).") from None
    options = {
        "threads_per_worker": 1,
        "processes": True,
        "scheduler_kwargs": {"dashboard": False, "dashboard_address": NOBODY},
        "worker_dashboard_address": NOBODY,
        "memory_limit": 0,
        "security": Security.temporary(),  # other users of this machine cannot reach the workers
        "protocol": "tls://",
        "silence_logs": 50,
    }
    try:
        with _without_interrupts():
            return Client(LocalCluster(n_workers=count, **options))
    except RuntimeError as error:
        why = error.__cause__ or error
        raise CourseError(f"The {count} workers could not start ({why}): start again.") from None


@contextlib.contextmanager
def _without_interrupts():
    """What starts in here, threads and processes, never gets Ctrl-C: it is for this thread alone.

    An interrupt meanwhile comes at the end.
    """
    resource_tracker.ensure_running()  # started later, it would lift the block again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def default_count():
    """Count the processors that this process may use.

    Returns
    -------
    int
        One worker for each.
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
