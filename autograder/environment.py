"""Make, complete and repair ``.venv``, with progress and a sentence for each failure.

Standard library only: this is what installs everything else. Nothing but ``.venv`` is deleted.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time

from autograder.errors import CourseError

WINDOWS = os.name == "nt"
EXTRAS = ("learn", "teach", "docs", "test")  # of pyproject.toml; each holds the one before it
PACKAGES = f"{'Lib' if WINDOWS else 'lib/python*'}/site-packages/*.dist-info"
FULL = "The disk is full at {where}: free some space (the environment takes a few GB)"
DENIED = (
    "{where} cannot be written ({said}): move the course to a folder of yours or get write "
    "permission there"
)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
FAILURES = (  # what a program says and the sentence for it, {said} being the first group or all
    (r"No space left on device|Disk quota exceeded|Errno (?:28|122)\b", FULL),
    (r"Permission denied|Read-only file system|Access is denied|Operation not permitted", DENIED),
    (
        r"ensurepip|No module named '?venv",
        f"{sys.executable} cannot make an environment, its venv module is not complete: on Debian "
        f"and Ubuntu run 'sudo apt install python{VERSION}-venv', elsewhere install Python from "
        "python.org",
    ),
    (
        r"Temporary failure in name resolution|Name or service not known|nodename nor servname"
        r"|getaddrinfo failed|Connection refused|Network is unreachable|No route to host"
        r"|CERTIFICATE_VERIFY_FAILED|ProxyError|[Rr]ead timed out|ConnectTimeout\w*"
        r"|ConnectionResetError|IncompleteRead|RemoteDisconnected|NewConnectionError",
        "The package index cannot be reached ({said}): check the network or proxy",
    ),
    (
        r"satisfies the requirement (\S+)",
        f"The package index has no {{said}} for Python {VERSION} on this system: remove .venv and "
        "set PYTHON to another Python from 3.11 on",
    ),
    (r"(?mi)^ *error: *(.+)|(.*)\s*\Z", "{where}: {said}. Put that right"),  # whatever it is
)


def explain(text, where, log=None):
    """Choose the sentence for a failure.

    Parameters
    ----------
    text : str
        What the program or the exception said.
    where : path
        What it worked on.
    log : path, optional
        Where all of its words are.

    Returns
    -------
    str
        What happened and what to do.
    """
    found, sentence = next((m, s) for p, s in FAILURES if (m := re.search(p, text)))
    with contextlib.suppress(OSError):  # on a full disk programs fail in many words, and in none
        if sentence != DENIED and shutil.disk_usage(where).free < 10 * 2**20:
            sentence = FULL
    said = found[found.lastindex or 0].strip() or "it failed without a word"
    more = f" (all that was said is in {log})" if log else ""
    return f"{sentence.format(where=where, said=said)}, then start again{more}."


def ensure(root, extra):
    """Make or complete ``.venv`` with the dependencies of `extra`; quick when that was done before.

    Parameters
    ----------
    root : Path
        The course.
    extra : str
        One of `EXTRAS`; a larger one that is there is kept.

    Raises
    ------
    CourseError
        When there is no network, no space, no venv module, or pip fails for another reason.
    """
    venv = root / ".venv"
    stamp = venv / "course.json"
    with open(root / "pyproject.toml", "rb") as file:
        wait_for_others(file)
        before = {}
        with contextlib.suppress(OSError, ValueError):
            before = json.loads(stamp.read_text())
        extra = max(extra, before.get("extra", extra), key=EXTRAS.index)
        now = {"extra": extra, "root": str(root.resolve()), "versions": versions(venv)}
        now["pyproject"] = hashlib.sha256(file.read()).hexdigest()
        if now["versions"] and now == before:
            return
        if not now["versions"] or before.get("root", now["root"]) != now["root"]:
            make(venv)
            now["versions"] = versions(venv)
        install(root, venv, extra, now["versions"])
        stamp.write_text(json.dumps(now))


def wait_for_others(file):
    """Let one command at a time work on the environment.

    Parameters
    ----------
    file : file object
        Of ``pyproject.toml``; others wait until it is closed.
    """
    with contextlib.suppress(ImportError, OSError):  # Windows; a file system without locks
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command is making .venv; waiting for it.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)


def python_of(venv):
    """Name the environment's interpreter.

    Parameters
    ----------
    venv : Path
        The environment; need not be there.

    Returns
    -------
    Path
        Where this system has it.
    """
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def versions(venv):
    """Ask the environment for its versions.

    Parameters
    ----------
    venv : Path
        The environment; need not be there.

    Returns
    -------
    list of int
        ``[24, 0, 11]``: a working pip 24.0 on a working Python 3.11. ``[]``: less than that.
    """
    command = [python_of(venv), "-m", "pip", "--version"]
    try:
        words = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    found = re.match(r"pip (\d+)\.(\d+).*\(python 3\.(\d+)\)", words, re.DOTALL)
    numbers = [int(number) for number in found.groups()] if found else [0]
    return numbers if numbers[-1] >= 11 else []


def make(venv):
    """Make an empty environment; what was there did not work.

    Parameters
    ----------
    venv : Path
        Its folder; one that is there is deleted.

    Raises
    ------
    CourseError
        When a file or a link is in the way, or the venv module fails.
    """
    if venv.is_symlink() or venv.is_file():
        raise CourseError(f"{venv} is no folder and no working environment: remove it, then retry.")
    if venv.exists():
        print(".venv is not complete or comes from another place; making it anew.")
        shutil.rmtree(venv)
    venv.mkdir()
    print("The first start installs what the course needs into .venv: some minutes, once.")
    base = getattr(sys, "_base_executable", sys.executable)  # .venv itself may be what runs this
    step(f"Making .venv with Python {VERSION}", [base, "-m", "venv", venv], venv / "make.log")


def install(root, venv, extra, versions):
    """Install the course with its `extra` into the environment.

    Parameters
    ----------
    root : Path
        The course.
    venv : Path
        The environment.
    extra : str
        One of `EXTRAS`.
    versions : list of int
        From :func:`versions`.

    Raises
    ------
    CourseError
        When pip fails.
    """
    for package in venv.glob(PACKAGES):
        if not (package / "RECORD").exists():  # cut off: pip would take it as installed
            shutil.rmtree(package)
    # Compiling every module takes half of the time and a learner needs few of them: Python does it
    # at the first import. Graders import in read-only sandboxes, so theirs are compiled here.
    command = [python_of(venv), "-m", "pip", "install", "--no-compile", "--no-input"]
    command += ["--progress-bar", "raw" if versions[:2] >= [24, 1] else "off"]
    command += ["-e", f"{root}[{extra}]"]
    had = len(list(venv.glob(PACKAGES)))
    log = venv / "install.log"
    step("Installing the course", command, log, lambda text: at_work(text, venv, had))
    if extra != "learn":
        # `python -m compileall` would fail for one file of a package that is for newer Pythons.
        every = "import compileall; compileall.compile_dir('lib', quiet=2, workers=0)"
        step("Compiling the packages", [python_of(venv), "-c", every], venv / "compile.log")


def at_work(text, venv, had):
    """Tell what pip is at.

    Parameters
    ----------
    text : str
        What it wrote so far.
    venv : Path
        The environment, whose packages are counted.
    had : int
        Packages before it began.

    Returns
    -------
    str
        A few words for the line that moves.
    """
    pattern = r"^ *(Collecting|Downloading|Installing collected packages:) (.+)"
    *_, last = [None, *re.finditer(pattern, text, re.M)]
    if not last:
        return "starting"
    if last[1] == "Collecting":
        return "looking for " + re.split(r"[<>=!~;\[( ]", last[2])[0]
    if last[1] == "Downloading":
        name = "-".join(last[2].rpartition("/")[2].split("-")[:2])
        size = re.search(r"\(.*\)", last[2])
        *_, part = [None, *re.finditer(r"Progress (\d+) of \d+", text[last.end() :])]
        done = f"{int(part[1]) / 1e6:.0f} MB of " if part else ""
        return f"downloading {name} ({done}{size[0][1:-1] if size else 'a file'})"
    names = last[2].split(", ")
    count = min(len(list(venv.glob(PACKAGES))) - had, len(names) - 1)
    return f"package {count + 1} of {len(names)}: {names[count]}"


def step(title, command, log, detail=lambda text: ""):
    """Run one long program under a line that moves.

    Parameters
    ----------
    title : str
        What is done, at the beginning of the line.
    command : list
        The program and its arguments; runs in the folder of `log`.
    log : Path
        Where its words go.
    detail : callable
        Gives what it is at, from its words so far.

    Raises
    ------
    CourseError
        When it fails.
    """
    live, start = sys.stdout.isatty(), time.monotonic()

    def show(words, end=None):
        if live:
            width = shutil.get_terminal_size().columns - 1
            words = "\r" + words[:width].ljust(width)
        print(words if live else words.rstrip(), end=end or ("" if live else "\n"), flush=True)

    with open(log, "wb") as out:
        unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, cwd=log.parent, env=unbuffered, **streams)
        try:
            show(f"{title} ...")
            while process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.5 if live else 15)
                    break
                now = detail(log.read_text("utf-8", "replace"))
                show(f"{title}: {time.monotonic() - start:3.0f} s  {now}")
        finally:
            process.terminate()
            end = "not done" if process.wait() else "done"
            show(f"{title}: {end} after {time.monotonic() - start:.0f} s", "\n")
    if process.returncode:
        raise CourseError(explain(log.read_text("utf-8", "replace"), log.parent, log))
