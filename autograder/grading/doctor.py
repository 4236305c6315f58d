"""What this machine can do for grading, found by trying it, and how to get the rest."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

HERE = Path(__file__).resolve().parents[2]
PACKAGES = ("distributed", "msgpack", "cryptography")
COURSE_FREE, TEMP_FREE = 1 << 30, 256 << 20  # bytes: a large class's results; boxes and figures
DOCKER = (
    "in Docker add --cap-add SYS_ADMIN --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined --security-opt systempaths=unconfined"
)
SWITCHES = (  # a file of the kernel's, the value that forbids user namespaces, how to change it
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=15000"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)
SYSTEM_CALLS = (
    f"{sys.executable} -m pip install pyseccomp; on Debian and Ubuntu also "
    "sudo apt install libseccomp2"
)


@dataclass(frozen=True)
class Finding:
    """What came of trying one thing.

    Parameters
    ----------
    name : str
        What was tried.
    works : bool
        Whether it can be used.
    found : str
        What was seen: a version, a size, the reason why it fails.
    todo : str
        What to do about it where it does not work.
    """

    name: str
    works: bool
    found: str
    todo: str = ""

    def __str__(self):
        line = f"{'✓' if self.works else '✗'} {self.name}: {self.found}"
        return line if self.works or not self.todo else f"{line}\n    {self.todo}"


def examine(root, say=print):
    """Try everything that grading needs, and say what was found.

    Parameters
    ----------
    root : path
        The course.
    say : callable
        Takes a text.

    Returns
    -------
    bool
        Whether grading works here in isolation ``"full"``.
    """

    def told(findings):
        kept = []
        for finding in findings:
            say(str(finding))
            kept.append(finding)
        return [f.name for f in kept if not f.works]

    walls = told([_system()])
    if not walls:
        walls = told([_wall(*NAMESPACES)]) or told(_wall(*wall) for wall in INSIDE)
        walls += told(_wall(*wall) for wall in BESIDE)
    rest = told(map(_package, PACKAGES)) + told(_disk(root))
    course = None
    try:
        from autograder.grading.course import Course

        course = Course(root)
    except (CourseError, ImportError) as error:
        rest += told([Finding("course", False, str(error), "name it with --course FOLDER")])
    if course is not None:
        rest += told([_gradebook(course)])
        unset = told([_limits(course)])
        rest += unset or told(_assignments(course, "process" if walls else "full"))
    say(_verdict(walls, rest))
    return not walls and not rest


def _verdict(walls, rest):
    if not walls and not rest:
        return "Isolation full is available: ./course grade uses it."
    if not walls:
        return f"Isolation full is available, but grading fails without: {', '.join(rest)}."
    works = "" if not rest else f", and even that fails without: {', '.join(rest)}"
    return (
        f"Only isolation process is available, for want of: {', '.join(walls)}{works}.\n"
        "It has a judge of its own and limits, but learners' code can read your files and use the "
        "network:\nrun ./course grade --isolation process only where there is nothing to find."
    )


# ------------------------------------------------------------------------------- the machine


def _system():
    found = f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
    found += f"{platform.machine()}, as {'root' if _as_root() else 'an ordinary user'}"
    todo = "full isolation needs Linux; on Windows grade in WSL 2, on macOS in a Linux container"
    return Finding("system", sys.platform == "linux", found, todo)


def _wall(name, trial, todo):
    with tempfile.TemporaryDirectory(prefix="doctor-") as scratch:
        works, found = _in_a_process("-m", "autograder.grading.trials", trial, scratch, str(HERE))
    return Finding(name, works, found, "" if works else todo(found))


def _in_a_process(*arguments):
    """Whether a Python with these arguments ends well, and the last line that it says."""
    try:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=HERE, capture_output=True, text=True, timeout=120
        )
    except subprocess.TimeoutExpired:
        return False, "it did not end within two minutes"
    lines = (done.stdout if done.stdout.strip() else done.stderr).strip().splitlines()
    return done.returncode == 0, lines[-1] if lines else f"it ended with {done.returncode}"


def _for_namespaces(found):
    """What forbids namespaces here, as far as the kernel tells."""
    if not _as_root():
        for file, forbidding, change in SWITCHES:
            path = Path("/proc/sys", file)
            if path.exists() and path.read_text().strip() == forbidding:
                return f"{change} (for good: a file in /etc/sysctl.d); {DOCKER}; or grade as root"
    elsewhere = "this root lacks CAP_SYS_ADMIN" if _as_root() else "grade as root"
    return f"{DOCKER}; elsewhere {elsewhere}"


def _for_user_ids(found):
    return "give the container more user ids (65536 in /etc/subuid), or grade as an ordinary user"


def _for_system_calls(found):
    return SYSTEM_CALLS if "seccomp" in found else f"the kernel needs seccomp filters; {DOCKER}"


def _for_memory(found):
    return "grade as root, or with systemd-run --user --scope -p Delegate=yes ./course grade"


NAMESPACES = ("namespaces", "namespaces", _for_namespaces)
INSIDE = (  # cannot be tried without them
    ("user ids", "user_ids", _for_user_ids),
    ("read-only root", "read_only_root", _for_namespaces),
)
BESIDE = (
    ("system calls", "system_calls", _for_system_calls),
    ("memory limit", "memory_limit", _for_memory),
)


def _as_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _package(name):
    words = f"import {name}; from importlib.metadata import version; print(version({name!r}))"
    works, found = _in_a_process("-P", "-c", words)
    return Finding(name, works, found, f"{sys.executable} -m pip install {name}")


def _disk(root):
    for name, folder, least in (
        ("disk, course", root, COURSE_FREE),
        ("disk, temporary files", tempfile.gettempdir(), TEMP_FREE),
    ):
        try:
            tempfile.NamedTemporaryFile(dir=folder).close()
            free = shutil.disk_usage(folder).free
        except OSError as error:
            todo = "grade as a user who may write there"
            yield Finding(name, False, f"{folder} cannot be written to: {error.strerror}", todo)
            continue
        found, todo = f"{free / (1 << 30):.1f} GB free in {folder}", f"free {least >> 20} MB there"
        yield Finding(name, free >= least, found, todo)


# -------------------------------------------------------------------------------- the course


def _gradebook(course):
    """Connect, and take the lock for writing where there is one; a missing file is not made."""
    from sqlalchemy import create_engine, make_url, text
    from sqlalchemy.exc import SQLAlchemyError

    url = make_url(course.db_url)
    shown, path = url.render_as_string(hide_password=True), Path(url.database or "")
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not path.exists():
        works = os.access(path.parent, os.W_OK)
        found = f"{shown} is not there yet" + (" and will be made" if works else "")
        return Finding("gradebook", works, found, f"make the folder {path.parent}, or write to it")
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            connection.execute(text("BEGIN IMMEDIATE" if sqlite else "SELECT 1"))
            connection.rollback()
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        why = str(getattr(error, "orig", error) or error).splitlines()[0]
        todo = "see that it runs and that you may write to it; c.CourseDirectory.db_url names it"
        return Finding("gradebook", False, f"{shown}: {why}", todo)
    return Finding("gradebook", True, f"{shown} answers")


def _limits(course):
    """What is in force: a setting that is not the intended one shows here."""
    try:
        settings = course.settings()
    except CourseError as error:
        return Finding("limits", False, str(error), "put that right; grading refuses to start, too")
    found = f"cell {settings.cell_seconds:g} s, check {settings.check_seconds:g} s, "
    found += f"notebook {settings.submission_seconds:g} s, memory {settings.memory_mb} MB"
    return Finding("limits", True, f"{found}; isolation {settings.isolation}")


def _assignments(course, isolation):
    """Start what grades each assignment, and let it grade the instructor's own solutions."""
    names = course.assignments()
    if not names:
        yield Finding("assignments", False, "source/ has none", "./course build makes them")
    for name in names:
        begun = time.perf_counter()
        try:
            yield Finding(name, *_grade_solutions(course, name, isolation, begun))
        except CourseError as error:
            yield Finding(name, False, str(error))


def _grade_solutions(course, name, isolation, begun):
    import nbformat

    from autograder.grading.grade import grade
    from autograder.grading.slot import Slot
    from autograder.submissions import filled_in, solutions

    assignment, settings = course.assignment(name), course.settings()
    source, release = (
        course.path(step, ".", name) / f"{name}.ipynb"
        for step in (course.directory.source_directory, course.directory.release_directory)
    )
    solved = nbformat.writes(filled_in(release, solutions(source))).encode()
    slot = Slot(assignment, isolation, settings.limits())
    try:
        ready = time.perf_counter()
        graded = grade(solved, assignment, slot, settings.seed)
        done = time.perf_counter()
    finally:
        slot.close()
    points, most = sum(graded.points.values()), sum(assignment.points().values())
    found = f"isolation {isolation} starts in {ready - begun:.1f} s; the solutions get {points:g} "
    found += f"of {most:g} points after {done - ready:.1f} s"
    return points == most, found, "./course test says which check does not accept them"
