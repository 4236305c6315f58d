"""Set up nbgrader's exchange: the folder through which learners and instructor pass their files."""

import os
import re
import shlex
import stat
import sys
from datetime import UTC, datetime, time
from pathlib import Path

from autograder.demo_class import nbgrader
from autograder.errors import CourseError
from autograder.launch import EXCHANGE_CONFIG

ENTER, ALL = stat.S_IXOTH, stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
SHARED = stat.S_ISVTX | ALL  # what nbgrader asks for, and nobody removes what is another's
ROOMS = {  # in the course's folder of the exchange: nbgrader's own permissions, and their meaning
    ".": (0o755, "yours; the others look in"),
    "outbound": (0o755, "exercises that you release: everyone fetches them"),
    "inbound": (0o2733, "what learners submit: they put it in, only you can list it"),
    "feedback": (0o711, "feedback that you release: learners find theirs, nobody can list it"),
}
MARK = "# Written by './course exchange'"
CONFIG = f"""\
{MARK}: where nbgrader's exchange is.
c = get_config()
c.CourseDirectory.course_id = {{course!r}}
c.Exchange.root = {{folder!r}}
"""


def set_up(root, folder=None, due=(), say=print):
    """Make or check the exchange, and tell nbgrader in this course's environment where it is.

    Doing it again changes nothing that is right.

    Parameters
    ----------
    root : path
        The course.
    folder : path, optional
        The exchange; by default the one in nbgrader's configuration, at last nbgrader's own.
    due : sequence of str
        ``"exercise=2027-02-01 23:59"``: due dates to write into the gradebook.
    say : callable
        Takes a line.

    Returns
    -------
    Path
        The exchange.

    Raises
    ------
    CourseError
        When the folder is unsuitable, a permission cannot be set, or a due date is not one.
        Nothing was changed then, unless the sentence is about a permission.
    """
    if sys.platform == "win32":
        raise CourseError(
            "nbgrader's exchange does not work on Windows: collect notebook files another way "
            "and copy them to submitted/<learner>/<exercise>/."
        )
    root = Path(root).resolve()
    dates = [due_date(root, text) for text in due]
    course, configured, in_course = configuration(root)
    folder = Path(os.path.abspath(Path(folder or configured).expanduser()))
    if in_course and Path(in_course) != folder:
        raise CourseError(
            f"nbgrader_config.py of the course says c.Exchange.root = {in_course!r}, which would "
            f"win over {folder}: remove that line, or name the same folder with --folder."
        )
    text = CONFIG.format(course=course, folder=str(folder))
    settings = root / EXCHANGE_CONFIG
    if settings.exists() and MARK not in settings.read_text(encoding="utf-8"):
        raise CourseError(f"{settings} was not written by this command: move it away, then retry.")
    refuse_unsuitable(root, folder, course)
    make(folder, SHARED)
    for room, (mode, _) in ROOMS.items():
        make(folder / course / room, mode)
    shared = folder / course / "nbgrader_config.py"
    for path in (settings, shared):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shared.chmod(0o644)
    explain(root, folder, course, say)
    for exercise, date in dates:
        in_utc = date.astimezone(UTC)
        command = ("db", "assignment", "add", exercise, f"--duedate={in_utc:%Y-%m-%d %H:%M} UTC")
        nbgrader(root, *command, say=lambda _: None)
        say(f"due   {exercise}: {date:%Y-%m-%d %H:%M %Z} ({in_utc:%H:%M} UTC in the gradebook)")
    return folder


def configuration(root):
    """Read nbgrader's configuration of a course.

    Parameters
    ----------
    root : Path
        The course.

    Returns
    -------
    course : str
        The course id.
    folder : str
        The exchange that nbgrader would use now.
    in_course : str or None
        The exchange that the course's own ``nbgrader_config.py`` names, if it does.

    Raises
    ------
    CourseError
        When the course has no id.
    """
    from nbgrader.exchange.default import Exchange
    from traitlets.config import PyFileConfigLoader

    def named(path):
        config = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
        return config.CourseDirectory.get("course_id"), config.Exchange.get("root")

    course, in_course = named(root / "nbgrader_config.py")
    if not course:
        raise CourseError(
            f"{root}/nbgrader_config.py names no course: add c.CourseDirectory.course_id = '...'."
        )
    settings = root / EXCHANGE_CONFIG
    before = named(settings)[1] if settings.exists() else None
    return course, in_course or before or Exchange.root.default_value, in_course


def refuse_unsuitable(root, folder, course):
    """Refuse a folder that must not or cannot become the exchange.

    Parameters
    ----------
    root : Path
        The course.
    folder : Path
        Need not be there.
    course : str
        The course id, by which an exchange that was set up before is known.

    Raises
    ------
    CourseError
        With the reason and the remedy.
    """
    inside = folder.resolve()
    if inside.is_relative_to(root) or root.is_relative_to(inside):
        raise CourseError(
            f"{folder}: whoever gets to this exchange also gets to the answers in {root}; choose a "
            "folder elsewhere, for instance --folder ~/nbgrader-exchange."
        )
    if (folder.exists() or folder.is_symlink()) and not folder.is_dir():
        raise CourseError(f"{folder} is no folder: name another one with --folder.")
    if not folder.exists():
        above = next(p for p in folder.parents if p.exists())
        if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
            raise CourseError(
                f"{folder} cannot be made, you may not write in {above}: let an administrator run "
                f"'sudo mkdir -p {quoted(folder)} && sudo chmod 1777 {quoted(folder)}', or take a "
                "folder of yours to try both roles alone: --folder ~/nbgrader-exchange."
            )
        return
    if stat.S_IMODE(folder.stat().st_mode) & ALL == ALL:
        return
    if folder.stat().st_uid != os.geteuid():
        raise CourseError(
            f"{folder} is not yours and not open to everyone, as nbgrader needs it: let its owner "
            f"run 'sudo chmod 1777 {quoted(folder)}', or name another one with --folder."
        )
    if any(folder.iterdir()) and not (folder / course).is_dir():
        raise CourseError(
            f"{folder} holds other things, and an exchange is open to everyone on this machine: "
            "name a new or an empty folder with --folder."
        )


def make(folder, mode):
    """Make a folder unless it is there, and give it its permissions.

    Parameters
    ----------
    folder : Path
        Of the exchange.
    mode : int
        Permissions as for ``chmod``; :data:`SHARED` may be an administrator's.

    Raises
    ------
    CourseError
        When that cannot be; names the folder and the remedy.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(mode)  # mkdir alone would heed the umask
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be made or set to {mode:o} ({error.strerror}): run this as its "
            "owner, or name another folder with --folder."
        ) from None
    found = folder.stat()
    if mode == SHARED and stat.S_IMODE(found.st_mode) & ALL == ALL:
        return  # an administrator's, and enough for nbgrader
    if found.st_uid != os.geteuid():
        raise CourseError(
            f"{folder} belongs to {owner(found.st_uid)}, who alone can release and collect there: "
            "run this as that user, or name another folder with --folder."
        )
    if stat.S_IMODE(found.st_mode) != mode:
        raise CourseError(
            f"{folder} has the permissions {stat.S_IMODE(found.st_mode):o} and does not take "
            f"{mode:o}: choose a folder on a disk of this machine with --folder."
        )


def explain(root, folder, course, say):
    """Say what the exchange is for, who can read what, and what comes next.

    Parameters
    ----------
    root, folder : Path
        The course and the exchange.
    course : str
        The course id.
    say : callable
        Takes a line.
    """
    say(f"The exchange of the course {course} is {folder}")
    for room, (mode, meaning) in ROOMS.items():
        say(f"  {course}/{'' if room == '.' else room:9} {mode:4o}  {meaning}")
    shared = quoted(folder / course / "nbgrader_config.py")
    say("nbgrader in this course's .venv knows it now. Other learners on this machine need")
    say(f"  sudo cp {shared} /etc/jupyter/   once, for everyone, or")
    say(f"  mkdir -p ~/.jupyter && cp {shared} ~/.jupyter/   each in their account")
    if not folder.stat().st_mode & stat.S_ISVTX:
        say(f"Note: anyone can rename what lies in {folder}; its owner should chmod 1777 it.")
    closed = closed_above(folder)
    if closed:
        say(f"Note: only you get to it, {closed} is closed to others. That is right for trying")
        say("  both roles alone; for a class choose a folder such as /srv/nbgrader/exchange.")
    elif not closed_above(root / "source" / "any"):
        say("Note: every user of this machine can read the answers in this course's folder;")
        say(f"  chmod 700 {quoted(root)} closes it.")
    say("next  ./course teach: Formgrader releases, collects, grades, returns")
    say("      ./course open: a learner's Assignment List fetches, submits, fetches feedback")


def closed_above(path):
    """Find the first folder on the way down to `path` that others cannot enter.

    Parameters
    ----------
    path : Path
        Need not be there.

    Returns
    -------
    Path or None
        None when all are open.
    """
    way = reversed(path.resolve().parents)
    return next((p for p in way if p.exists() and not p.stat().st_mode & ENTER), None)


def due_date(root, text):
    """Read ``"exercise=2027-02-01 23:59"``.

    Parameters
    ----------
    root : Path
        The course; the exercise must be in its ``source/``.
    text : str
        The date is local time unless it names its offset; a day alone means its last minute.

    Returns
    -------
    exercise : str
        One of the course's.
    date : datetime
        With a time zone: nbgrader takes a time without one as UTC.

    Raises
    ------
    CourseError
        For an exercise that is not there, or a text that is no date.
    """
    exercise, _, date = text.partition("=")
    there = sorted(p.parent.name for p in (root / "source").glob("*/*.ipynb"))
    if exercise not in there:
        raise CourseError(
            f"--due {text}: there is no exercise {exercise!r}; there are {', '.join(there)}."
        )
    try:
        moment = datetime.fromisoformat(date.strip())
    except ValueError:
        raise CourseError(
            f"--due {text}: {date!r} is no date; write {exercise}='2027-02-01 23:59'."
        ) from None
    if re.fullmatch(r"[\d-]+", date.strip()):
        moment = datetime.combine(moment.date(), time(23, 59))
    return exercise, moment if moment.tzinfo else moment.astimezone()


def owner(uid):
    """Name a user.

    Parameters
    ----------
    uid : int
        The user's number.

    Returns
    -------
    str
        ``"user 1234"`` where it has no name.
    """
    import pwd  # there is none on Windows

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def quoted(path):
    """Write a path as a shell needs it.

    Parameters
    ----------
    path : path
        Of any kind.

    Returns
    -------
    str
        In quotes where that is needed.
    """
    return shlex.quote(str(path))
