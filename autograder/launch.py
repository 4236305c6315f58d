"""The way in, behind ``./course`` (on Windows: ``py autograder\\launch.py``).

Runs before anything is installed: this file, ``environment.py`` and ``work_folder.py`` need the
standard library only. Up to its version check it is text that Python 3.6 can parse, so that an old
one says a sentence. Every failure is one sentence and exit code 1.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"The course needs Python 3.11 or newer and {sys.executable} is {sys.version.split()[0]}: "
        "install a newer one from python.org or your system's packages, then start again."
    )
if __name__ == "__main__":  # import the package, and do not let its modules hide standard ones
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

import argparse
import contextlib
import json
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from autograder import environment, work_folder
from autograder.errors import CourseError

ROOT = Path(os.path.abspath(__file__)).parent.parent
COURSE = "py autograder\\launch.py" if environment.WINDOWS else "./course"
USAGE = f"""usage: {COURSE} <command> [...]

  open [--port N] [--no-browser] [--folder work]
             JupyterLab for learners: brings the exercises into work/ (never overwriting yours),
             or lets you fetch them with Assignment List where an exchange was set up
  teach [--port N] [--no-browser]
             JupyterLab for instructors, with Formgrader
  test       run the tests; what follows goes to pytest
  feedback [exercise]
             grade your own work/ and look at the feedback page
  site [--open]
             make the documentation site, dist/site/index.html, without a network
  grade, doctor, exchange, build, new, pack, demo, ...
             the tools of authors and instructors; '{COURSE} build --help' tells more

The first start makes .venv and installs what the course needs into it. Paths are read from the
course's folder."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# JupyterLab asks at its first start whether it may fetch news: no (news_url=None still asks).
NO_NEWS = """{"@jupyterlab/apputils-extension:notification":
  {"fetchNews": "false", "checkForUpdates": false}}
"""
EXCHANGE_CONFIG = ".venv/etc/jupyter/nbgrader_config.py"  # written by './course exchange'
HIDDEN = {  # role -> parts of nbgrader that are another role's (Course List needs a JupyterHub)
    "learner": ("formgrader", "course-list", "create-assignment"),
    "instructor": ("assignment-list", "course-list"),
}


def main(argv, root=ROOT):
    """Run one command; on POSIX the last step replaces this process.

    Parameters
    ----------
    argv : list of str
        The command and its options; without any the help is shown.
    root : Path
        The course.

    Returns
    -------
    int
        The exit code: 1 after a sentence on stderr.
    """
    command, *rest = argv or ["--help"]
    try:
        if command in ("-h", "--help", "help"):
            print(USAGE)
            return 0
        if command == "open":
            return open_lab(root, rest)
        if command == "teach":
            return teach(root, rest)
        if command == "test":
            environment.ensure(root, "test")
            get_chromium(root)
            return hand_over(root, ["-m", "pytest", *rest])
        environment.ensure(root, "docs" if command == "site" else "teach")
        return hand_over(root, ["-m", "autograder", *argv])
    except CourseError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        again = f"{COURSE} {command}"
        print(f"\nStopped. Nothing is lost: '{again}' goes on from here.", file=sys.stderr)
    except OSError as error:
        print(environment.explain(str(error), error.filename or root), file=sys.stderr)
    return 1


def open_lab(root, argv):
    """Bring the exercises, make the environment, start the learner's JupyterLab.

    Parameters
    ----------
    root : Path
        The course.
    argv : list of str
        Options of ``open``.

    Returns
    -------
    int
        The lab's exit code.
    """
    parser = lab_options("open")
    parser.add_argument("--folder", default="work", help="where your work lies (work)")
    options = parser.parse_args(argv)
    options.port = free_port(options.port)
    work = root / options.folder
    if (root / EXCHANGE_CONFIG).exists():  # a second copy beside what is fetched would confuse
        work.mkdir(parents=True, exist_ok=True)
        print("An exchange is set up: fetch and submit exercises with Nbgrader, Assignment List.")
    else:
        for sentence in work_folder.bring(root / "release", work):
            print(sentence)
    environment.ensure(root, "learn")
    page = quote("/".join(["/lab", *work_folder.first_unfinished(work)]))
    arguments = lab(work, work / ".mlplab", "learner", options)
    arguments += [f"--LabApp.default_url={page}"]
    arguments.append("--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=False")
    arguments.append("--ContentsManager.pre_save_hook=mlplab.saving.without_widgets")
    print(f"JupyterLab opens {work}. Ctrl-C, then y, stops it; your work stays.")
    # nbgrader fetches into the folder that JupyterLab is started in.
    return hand_over(root, arguments, folder=work)


def teach(root, argv):
    """Make the environment, start the instructor's JupyterLab: the whole course and Formgrader.

    Parameters
    ----------
    root : Path
        The course.
    argv : list of str
        Options of ``teach``.

    Returns
    -------
    int
        The lab's exit code.
    """
    options = lab_options("teach").parse_args(argv)
    options.port = free_port(options.port)
    environment.ensure(root, "teach")
    arguments = lab(root, root / ".venv" / "teach", "instructor", options)
    print(f"JupyterLab opens {root}: choose Nbgrader, Formgrader. Ctrl-C, then y, stops it.")
    return hand_over(root, arguments)


def lab_options(command):
    """Make a parser of the options that both roles have.

    Parameters
    ----------
    command : str
        What the help calls it.

    Returns
    -------
    argparse.ArgumentParser
        With ``--port`` and ``--no-browser``.
    """
    parser = argparse.ArgumentParser(prog=f"{COURSE} {command}")
    parser.add_argument("--port", type=int, help="8888 or the next free one by default")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser


def lab(folder, settings, role, options):
    """Write the settings of a JupyterLab, and the command that starts it.

    Parameters
    ----------
    folder : Path
        What it shows.
    settings : Path
        A folder for its settings; made when it is missing.
    role : {"learner", "instructor"}
        Decides which parts of nbgrader are switched off.
    options : argparse.Namespace
        From :func:`lab_options`, with a port that is free.

    Returns
    -------
    list of str
        Arguments for Python.
    """
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(NO_NEWS)
    off = {f"@jupyter/nbgrader:{part}": True for part in HIDDEN[role]}
    (settings / "page_config.json").write_text(json.dumps({"disabledExtensions": off}))
    # -P: no file in the folder that it starts in hides a standard module.
    arguments = ["-P", "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    arguments += [f"--ServerApp.port={options.port}", "--ServerApp.port_retries=0"]
    arguments += [f"--LabApp.app_settings_dir={settings}", "--Application.log_level=ERROR"]
    arguments += ["--no-browser"] * options.no_browser
    if not environment.WINDOWS and os.geteuid() == 0:  # a container
        arguments.append("--allow-root")
    return arguments


def free_port(wanted=None):
    """Find a port of this machine that can be used.

    Parameters
    ----------
    wanted : int, optional
        The only one that will do; else the first free one from 8888 on.

    Returns
    -------
    int
        The port.

    Raises
    ------
    CourseError
        When there is none: JupyterLab itself would say so only after the installation.
    """
    for port in [wanted] if wanted is not None else range(8888, 8988):
        with contextlib.suppress(OSError, OverflowError):
            socket.create_server(("127.0.0.1", port)).close()
            return port
    if wanted is None:
        raise CourseError("No port from 8888 to 8987 is free: name another with --port.")
    raise CourseError(
        f"Port {wanted} is in use or not yours to use: name another one from 1024 to 65535, or "
        "leave --port away."
    )


def get_chromium(root):
    """Install the browser of the tests where that takes no questions; else they say what to do.

    Parameters
    ----------
    root : Path
        The course, whose ``.venv`` gets the log.
    """
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:  # a container
        get = "DEBIAN_FRONTEND=noninteractive apt-get install -y chromium fonts-dejavu-core"
        command = ["sh", "-c", f"apt-get update && {get}"]
        with contextlib.suppress(CourseError):
            environment.step("Installing Chromium", command, root / ".venv/chromium.log")


def hand_over(root, arguments, folder=None):
    """Become the environment's Python.

    Parameters
    ----------
    root : Path
        The course.
    arguments : list of str
        For Python.
    folder : path, optional
        Where to work; in the course's own by default.

    Returns
    -------
    int
        Its exit code, where a process cannot be replaced.
    """
    python = environment.python_of(root / ".venv")
    os.environ["VIRTUAL_ENV"] = str(root / ".venv")
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ.pop("PYTHONHOME", None)
    os.chdir(folder or root)
    sys.stdout.flush()
    if not environment.WINDOWS:
        os.execv(python, [python, *arguments])
    process = subprocess.Popen([python, *arguments])
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is the child's to answer
            return process.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both stop pip as well
    sys.exit(main(sys.argv[1:]))
