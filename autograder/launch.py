"""The way in, behind ``./course`` (on Windows: ``py autograder\\launch.py``).

Runs before anything is installed: standard library only, nothing of this package, and text that
Python 3.6 can parse, so that an old one says a sentence instead of a syntax error. Every failure is
one sentence and exit code 1. Nothing but ``.venv`` is ever deleted, no learner's file overwritten.
"""
# ruff: noqa: E402

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
# Started as a script, Python would look for standard modules (queue, ...) in this folder first.
sys.path[:] = [p for p in sys.path if os.path.abspath(p or os.curdir) != HERE]

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"The course needs Python 3.11 or newer and {sys.executable} is {sys.version.split()[0]}: "
        "install a newer one from python.org or your system's packages, then start again."
    )

import argparse
import collections
import contextlib
import errno
import hashlib
import json
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

WINDOWS = os.name == "nt"
COURSE = "py autograder\\launch.py" if WINDOWS else "./course"
EXTRAS = ("learn", "teach", "test")  # each holds the one before it
STUB = "raise NotImplementedError"  # what a release has where a learner's code goes
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
USAGE = """usage: {0} <command> [...]

  open [--port N] [--no-browser] [--folder work]
             bring the exercises into work/ (never overwriting yours) and open JupyterLab
  test       run the tests; what follows goes to pytest
  build, new, pack, demo, ...
             the tools of authors and instructors; '{0} build --help' tells more

The first start makes .venv and installs what the course needs into it. Paths are read from the
course's folder."""


class Stop(Exception):
    """One sentence for the person at the keyboard: what, where, what to do."""


def main(argv, root=ROOT):
    """Run one command and return its exit code (on POSIX the last step replaces this process)."""
    again = " ".join([COURSE, *argv[:1]])
    try:
        if not argv or argv[0] in ("-h", "--help", "help"):
            print(USAGE.format(COURSE))
            return 0
        if argv[0] == "open":
            return open_lab(root, argv[1:])
        if argv[0] == "test":
            return run_tests(root, argv[1:])
        ensure(root, "teach")
        return hand_over(root, ["-m", "autograder", *argv])
    except Stop as stop:
        print(stop, file=sys.stderr)
    except KeyboardInterrupt:
        print(f"\nStopped. Nothing is lost: '{again}' goes on from here.", file=sys.stderr)
    except OSError as error:
        print(explain(error, root, again), file=sys.stderr)
    return 1


def explain(error, root, again):
    """Return the sentence for an :class:`OSError`."""
    where = error.filename or root
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return f"The disk is full at {where}: free some space, then run '{again}' again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{where} cannot be written ({error.strerror}): move the course to a folder of yours "
            f"or get write permission there, then run '{again}' again."
        )
    return f"{where}: {error.strerror or error}. Put that right, then run '{again}' again."


# ------------------------------------------------------------------------------- the environment


def ensure(root, extra):
    """Make or complete ``.venv`` with the dependencies of `extra`; no pip call when it is done.

    Raises
    ------
    Stop
        When there is no network, no space, no venv module, or pip fails for another reason.
    """
    venv = os.path.join(root, ".venv")
    with one_at_a_time(root):
        stamp = read_stamp(venv)
        extra = max(extra, stamp.get("extra", extra), key=EXTRAS.index)
        want = {"extra": extra, "root": os.path.realpath(root), "python": version_of(venv)}
        with open(os.path.join(root, "pyproject.toml"), "rb") as file:
            want["pyproject"] = hashlib.sha256(file.read()).hexdigest()
        if want["python"] and stamp == want:
            return
        moved = bool(stamp) and stamp.get("root") != want["root"]
        pip = None if moved or not want["python"] else pip_of(venv)
        if os.path.islink(venv) and not pip:
            raise Stop(f"{venv} is a link that leads to no working environment: remove the link.")
        if os.path.lexists(venv) and not pip:
            print(f".venv is {'from another place' if moved else 'not complete'}; making it anew.")
            shutil.rmtree(venv) if os.path.isdir(venv) else os.remove(venv)
        if not pip:
            make_venv(root, venv)
            want["python"], pip = version_of(venv), pip_of(venv)
        install(root, venv, extra, pip)
        write(os.path.join(venv, "course.json"), json.dumps(want))


@contextlib.contextmanager
def one_at_a_time(root):
    """Let a second ``course`` in the same folder wait while the first makes the environment."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another 'course' command is making .venv; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(folder)


def read_stamp(venv):
    """What ``.venv`` was last completed for, or an empty dictionary."""
    try:
        with open(os.path.join(venv, "course.json"), encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and stamp.get("extra") in EXTRAS else {}


def python_of(venv):
    """Path of the environment's interpreter."""
    return os.path.join(venv, *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))


def version_of(venv):
    """``"3.11"`` of a working interpreter that is new enough, else None."""
    text = _asked(venv, "-c", "import sys; print('%d %d' % sys.version_info[:2])")
    major, _, minor = text.strip().partition(" ")
    if not minor.isdigit() or (int(major), int(minor)) < (3, 11):
        return None
    return f"{major}.{minor}"


def pip_of(venv):
    """``(23, 2)`` of a pip that works, else None: an interrupted venv may hold half of it."""
    found = re.match(r"pip (\d+)\.(\d+)", _asked(venv, "-m", "pip", "--version"))
    return tuple(int(n) for n in found.groups()) if found else None


def _asked(venv, *arguments):
    try:
        answer = subprocess.run(
            [python_of(venv), *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, timeout=60, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode(errors="replace")


def make_venv(root, venv):
    """Make an empty environment with the Python that runs this file (never from within a venv)."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with Phase(f"Making .venv with Python {version}"):
        code, lines = stream([base, "-m", "venv", venv], root)
        if code == 0 and pip_of(venv):
            return
        text = "\n".join(lines)
        _stop_if_disk(text, root, venv)
        if re.search(r"ensurepip|No module named '?venv", text):
            raise Stop(
                f"{base} cannot make an environment, its venv module is not complete: on Debian "
                f"and Ubuntu run 'sudo apt install python{version}-venv', elsewhere install Python "
                f"from python.org, then run the same command again."
            )
        last = lines[-1] if lines else f"exit code {code}"
        raise Stop(f"{venv} could not be made by {base}: {last}. Put that right and start again.")


def install(root, venv, extra, pip):
    """Install the course and its `extra` into the environment; pip's words go to install.log."""
    _forget_half_installed(venv)
    # Compiling every module takes half of the time and a learner needs few of them: Python does it
    # at the first import. Graders import in read-only sandboxes, so theirs are compiled here.
    command = [python_of(venv), "-m", "pip", "install", "--no-compile", "--no-input"]
    command += ["--progress-bar", "raw" if pip >= (24, 1) else "off", "-e", f".[{extra}]"]
    log_path = os.path.join(venv, "install.log")
    with Phase(f"Installing the course [{extra}]") as phase, open(log_path, "wb", 0) as log:
        words = PipWords(venv, phase)
        code, lines = stream(command, root, words.read, log)
        if code != 0:
            raise Stop(pip_failure(lines, root, venv, words.arrived))
    if extra != "learn" or os.environ.get("PYTHONDONTWRITEBYTECODE"):
        with Phase("Compiling the packages"):
            options = ["-m", "compileall", "-q", "-j", "0"]
            stream([python_of(venv), *options, *_site(venv)], root)


def pip_failure(lines, root, venv, arrived=0):
    """Return the sentence for a failed pip.

    Parameters
    ----------
    lines : sequence of str
        The end of pip's output.
    arrived : int
        How many packages the index gave before the failure.
    """
    text = "\n".join(lines)
    _stop_if_disk(text, root, venv)
    log = os.path.join(venv, "install.log")
    absent = re.search(r"satisfies the requirement (\S+).*\(from versions: none\)", text)
    causes = re.findall(
        r"Temporary failure in name resolution|Name or service not known|nodename nor servname"
        r"|getaddrinfo failed|Connection refused|Network is unreachable|No route to host"
        r"|CERTIFICATE_VERIFY_FAILED|ProxyError|[Rr]ead timed out|ConnectTimeout\w*"
        r"|ConnectionResetError|IncompleteRead|RemoteDisconnected|NewConnectionError",
        text,
    )
    if causes or (absent and not arrived):
        return (
            f"The package index cannot be reached ({causes[-1] if causes else 'no answer'}), so "
            f"{venv} is not complete: check the network or proxy, then run the same command again; "
            f"it goes on from here (pip's own words are in {log})."
        )
    if absent:
        return (
            f"There is no {absent.group(1)} for this Python ({sys.version.split()[0]}) and system: "
            f"remove {venv}, set PYTHON to another Python from 3.11 on, run the same command again."
        )
    errors = [line for line in lines if re.match(r"\s*(ERROR|error)", line)] or lines or ["?"]
    return (
        f"pip could not install the course into {venv}: {errors[-1].strip()} (all of its words are "
        f"in {log}). Put that right, then run the same command again."
    )


def _stop_if_disk(text, root, venv):
    """The programs that fail on a full disk do not always say so: ask the disk too."""
    full = re.search(r"No space left on device|Disk quota exceeded|Errno 28\b|Errno 122\b", text)
    denied = re.search(r"Permission denied|Read-only file system|Access is denied", text)
    with contextlib.suppress(OSError):
        full = full or (not denied and shutil.disk_usage(root).free < 10 * 2**20)
    if full:
        raise Stop(
            f"The disk is full, so {venv} is not complete: free about 2 GB there (and some in the "
            "folder for temporary files), then run the same command again."
        )
    if denied:
        raise Stop(
            f"{venv} cannot be written ({denied.group()}): move the course to a folder of yours or "
            "get write permission there, then run the same command again."
        )


def _site(venv):
    lib = os.path.join(venv, "Lib" if WINDOWS else "lib")
    inside = [lib] if WINDOWS else [os.path.join(lib, n) for n in os.listdir(lib)]
    return [os.path.join(p, "site-packages") for p in inside if "python" in p or WINDOWS]


def _dist_infos(venv):
    return [
        os.path.join(site, name)
        for site in _site(venv)
        if os.path.isdir(site)
        for name in os.listdir(site)
        if name.endswith(".dist-info")
    ]


def _forget_half_installed(venv):
    """A package whose RECORD is missing was cut off: pip must take it as not installed."""
    for folder in _dist_infos(venv):
        if not os.path.exists(os.path.join(folder, "RECORD")):
            shutil.rmtree(folder)


# ------------------------------------------------------------------------------------- progress


class Phase:
    """One long step: a line that moves on a terminal, a line now and then in a log."""

    def __init__(self, title):
        self.title = title
        self.detail = lambda: ""

    def __enter__(self):
        self.start = time.monotonic()
        self.over = threading.Event()
        self.live = sys.stdout.isatty()
        print(f"{self.title} ...", end="\r" if self.live else "\n", flush=True)
        self.ticker = threading.Thread(target=self._tick, daemon=True)
        self.ticker.start()
        return self

    def __exit__(self, kind, *_):
        self.over.set()
        self.ticker.join()
        done = "done" if kind is None else "not done"
        self._show(f"{self.title}: {done} after {time.monotonic() - self.start:.0f} s", "\n")

    def _tick(self):
        while not self.over.wait(0.5 if self.live else 10):
            seconds = time.monotonic() - self.start
            self._show(f"{self.title}: {seconds:3.0f} s  {self.detail()}")

    def _show(self, text, end=None):
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            text = text[:width].ljust(width)
        with contextlib.suppress(OSError):
            start, usual = ("\r", "") if self.live else ("", "\n")
            print(start + text, end=end or usual, flush=True)


class PipWords:
    """Turn pip's lines into the detail of a :class:`Phase`."""

    def __init__(self, venv, phase):
        self.venv, self.phase = venv, phase
        self.arrived = 0
        self.file = ""

    def read(self, line):
        """Take one line; return True when it belongs into the log."""
        part = re.match(r"Progress (\d+) of (\d+)", line)
        if part:
            done, whole = (int(n) / 2**20 for n in part.groups())
            if whole > 5:
                self._say(f"downloading {self.file}: {done:.0f} of {whole:.0f} MB")
            return False
        words = line.split()
        if line.startswith("Installing collected packages:"):
            names = line.partition(":")[2].replace(" ", "").strip().split(",")
            before = len(_dist_infos(self.venv))
            self.phase.detail = lambda: self._installed(names, before)
        elif len(words) > 1 and words[0] in ("Downloading", "Processing", "Using"):
            path = words[2] if words[0] == "Using" and len(words) > 2 else words[1]
            self.file = "-".join(re.split(r"[/\\]", path)[-1].split("-")[:2])
            self.arrived += "file:" not in path and path != "."
            size = re.search(r"\([\d.]+ [kMG]B\)", line)
            verb = "downloading" if words[0] == "Downloading" else "taking"
            self._say(f"{verb} {self.file} {size.group() if size else ''}")
        elif len(words) > 1 and words[0] == "Collecting":
            self._say("looking for " + re.split(r"[<>=!~;\[( ]", words[1])[0])
        return True

    def _say(self, text):
        self.phase.detail = lambda: text

    def _installed(self, names, before):
        with contextlib.suppress(OSError):
            count = min(max(len(_dist_infos(self.venv)) - before, 0), len(names) - 1)
            return f"package {count + 1} of {len(names)}: {names[count]}"
        return "unpacking"


def stream(command, root, read=lambda line: True, log=None):
    """Run `command` with its output to `read` and `log`; return its exit code and last lines."""
    lines = collections.deque(maxlen=400)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip
    try:
        for line in process.stdout:
            if not read(line) or not line.strip():
                continue
            lines.append(line.rstrip())
            with contextlib.suppress(OSError):  # a full disk must not hide what filled it
                if log:
                    log.write(line.encode())
        return process.wait(), list(lines)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def hand_over(root, arguments):
    """Become the environment's Python; returns its exit code where a process cannot be replaced."""
    venv = os.path.join(root, ".venv")
    python = python_of(venv)
    os.environ["VIRTUAL_ENV"] = venv
    os.environ["PATH"] = os.path.dirname(python) + os.pathsep + os.environ.get("PATH", os.defpath)
    os.environ.pop("PYTHONHOME", None)
    os.chdir(root)
    sys.stdout.flush()
    if not WINDOWS:
        os.execv(python, [python, *arguments])
    process = subprocess.Popen([python, *arguments])
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is the child's to answer
            return process.wait()


# -------------------------------------------------------------------------------------- commands


def open_lab(root, argv):
    """Bring the exercises, make the environment, start JupyterLab."""
    parser = argparse.ArgumentParser(prog=f"{COURSE} open")
    parser.add_argument("--port", type=int, help="8888 or the next free one by default")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--folder", default="work", help="where your work lies (work)")
    options = parser.parse_args(argv)
    find_port(options.port)
    work = os.path.join(root, options.folder)
    for sentence in bring(root, work):
        print(sentence)
    ensure(root, "learn")
    port = find_port(options.port)
    if options.port is None and port != 8888:
        print(f"Port 8888 is in use; JupyterLab takes {port}.")
    page = urllib.parse.quote("/".join(["/lab", *first_unfinished(work)]))
    arguments = ["-m", "jupyterlab", f"--ServerApp.root_dir={work}", f"--LabApp.default_url={page}"]
    arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--log-level=WARN"]
    if options.no_browser:
        arguments.append("--no-browser")
    if not WINDOWS and os.geteuid() == 0:  # a container
        arguments.append("--allow-root")
    print(f"Opening {work} in JupyterLab on port {port}. Ctrl-C stops it; your work stays.")
    return hand_over(root, arguments)


def bring(root, work):
    """Copy each exercise of ``release/`` that `work` does not have yet; yield what was done.

    A copy appears whole or not at all. What is there is never touched.
    """
    release = os.path.join(root, "release")
    names = sorted(os.listdir(release)) if os.path.isdir(release) else []
    names = [n for n in names if os.path.isfile(os.path.join(release, n, n + ".ipynb"))]
    if not names:
        raise Stop(f"{release} holds no exercise: run '{COURSE} build' or get the course anew.")
    record = os.path.join(work, ".mlplab")
    os.makedirs(record, exist_ok=True)
    for name in names:
        source, target = os.path.join(release, name), os.path.join(work, name)
        stamp = os.path.join(record, name + ".sha256")
        digest = digest_of(source)
        if os.path.lexists(target):
            newer = ""
            if read(stamp) not in ("", digest):
                newer = (
                    f" A newer release is in release/{name}/; to start afresh rename your folder."
                )
            yield f"{name}: your work is kept.{newer}"
            continue
        part = os.path.join(record, name + ".part")
        shutil.rmtree(part, ignore_errors=True)  # ours, left by an interruption
        try:
            shutil.copytree(source, part, ignore=shutil.ignore_patterns(".*"))
            write(stamp, digest)
            os.rename(part, target)
        except shutil.Error as error:  # copytree collects its errors and forgets their numbers
            raise _first(error, target) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
        yield f"{name}: new, in {target}"


def _first(error, target):
    text = str(error.args[0][0][2])
    number = re.search(r"Errno (\d+)", text)
    return OSError(int(number.group(1)) if number else errno.EIO, text, target)


def digest_of(folder):
    """SHA-256 of the names and bytes of all files in `folder`, dot files aside."""
    digest = hashlib.sha256()
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f[0] != ".")
        for name in sorted(f for f in files if f[0] != "."):
            full = os.path.join(path, name)
            with open(full, "rb") as file:
                content = hashlib.sha256(file.read()).hexdigest()
            relative = os.path.relpath(full, folder).replace(os.sep, "/")
            digest.update(f"{relative} {content}\n".encode())
    return digest.hexdigest()


def read(path):
    """Text of a small file, empty when there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


def write(path, text):
    """Write a small file whole or not at all."""
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".part", path)


def first_unfinished(work):
    """``("tree", exercise, notebook)`` of the first notebook with a stub left, ``()`` when none."""
    for name in sorted(os.listdir(work)):
        try:
            with open(os.path.join(work, name, name + ".ipynb"), encoding="utf-8") as file:
                cells = json.load(file)["cells"]
            for cell in cells:
                solution = cell["metadata"].get("nbgrader", {}).get("solution")
                if solution and STUB in "".join(cell["source"]):
                    return "tree", name, name + ".ipynb"
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return ()


def find_port(wanted=None):
    """Return `wanted`, or the first free port from 8888 on.

    Raises
    ------
    Stop
        When `wanted` is in use: JupyterLab by itself would silently take another.
    """
    if wanted is not None and not 0 < wanted < 65536:
        raise Stop(f"--port {wanted}: a port is a number from 1 to 65535, for instance 8888.")
    for port in [wanted] if wanted else range(8888, 8988):
        if _is_free(port):
            return port
    if wanted:
        raise Stop(f"Port {wanted} is in use or not yours: name another, or leave --port away.")
    raise Stop("No port from 8888 to 8987 is free: name one with --port.")


def _is_free(port):
    with socket.socket() as caller:
        caller.settimeout(1)
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            return False
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as server:
                if not WINDOWS:
                    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind((address, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
    return True


def run_tests(root, argv):
    """Make the environment and a browser ready, then run pytest."""
    ensure(root, "test")
    if "not browser" not in " ".join(argv):
        os.environ["CHROMIUM"] = find_chromium(root)
    return hand_over(root, ["-m", "pytest", *argv])


def find_chromium(root):
    """Path of a Chromium; installs one on Debian and Ubuntu when that is allowed."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named):
            return shutil.which(named)
        raise Stop(f"CHROMIUM is {named}, and no program is there: correct it or unset it.")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    todo = "install it and set CHROMIUM to its path, or leave its tests away with -m 'not browser'"
    if shutil.which("apt-get"):
        get = "apt-get install -y chromium fonts-dejavu-core"
        todo = f"run 'sudo apt-get update && sudo {get}', or use -m 'not browser'"
        if os.geteuid() == 0:
            os.environ["DEBIAN_FRONTEND"] = "noninteractive"
            with Phase("Installing Chromium"):
                for command in (["apt-get", "update"], get.split()):
                    _, lines = stream(command, root)
            found = shutil.which("chromium")
            if found:
                return found
            todo = f"apt-get could not install it ({lines[-1] if lines else 'no output'}); {todo}"
    raise Stop(f"The browser tests need Chromium and none is on the PATH: {todo}.")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both stop pip as well
    sys.exit(main(sys.argv[1:]))
