"""How nbgrader with its own settings does against hostile notebooks, each in a box of its own.

``python tests/stock_nbgrader.py hostile [WHICH]`` autogrades the attacks of ``tests/hostile.py``;
WHICH is how many (spread over all), or words of a class or name. Needs Linux and root: the box is
a set of namespaces with a root file system of its own, in memory, without network and rights.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import hostile  # noqa: E402

from autograder.authoring.build import build_source  # noqa: E402

LEARNER, ASSIGNMENT = "learner", "light"
LIMIT = 60  # seconds for one nbgrader command
LINGERS = 4  # seconds for what stays behind to act
USER = 61234  # a number that nobody else has, so that its processes can be counted
MEMORY, DISK = 3 << 30, "1g"
SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/passwd", "/etc/group"),
    *("/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/localtime", "/etc/alternatives"),
)
SET_FLAGS, IS_UP = 0x8914, 1  # of a network interface, <linux/sockios.h> and <linux/if.h>
DEVICES = ("null", "zero", "full", "random", "urandom")


def main(arguments):
    """Run the command line; see the module's text."""
    if arguments[:1] == ["in-the-box"]:
        return inside(*map(Path, arguments[1:]))
    if arguments[:1] != ["hostile"]:
        print(__doc__)
        return 2
    if os.geteuid() or not shutil.which("unshare"):
        print("The box needs Linux, root and unshare (util-linux); no attack was run.")
        return 2
    chosen = _chosen(hostile.attacks(), " ".join(arguments[1:]))
    with tempfile.TemporaryDirectory() as scratch:
        course = Path(scratch) / "course"
        release = make_course(course)
        found = []
        for attack in chosen:
            notebook = Path(scratch) / "handed-in.ipynb"
            notebook.write_bytes(attack.notebook(release))
            said = in_box(course, notebook)
            found.append(said)
            print(_line(attack, said), flush=True)
    _totals(chosen, found)
    return 0


def _chosen(attacks, which):
    if which.isdecimal():
        step = max(1, len(attacks) // max(1, int(which)))
        return attacks[::step][: int(which)]
    return [a for a in attacks if which in f"{a.klass}: {a.name}"]


def make_course(course):
    """Make the light course with nbgrader's own settings; return the released notebook."""
    build_source(hostile.LIGHT, course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--create"],
        cwd=course,
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": path},
    )
    return course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def in_box(course, notebook):
    """Autograde one notebook in a new box; return what :func:`inside` found."""
    command = [
        *("setpriv", "--pdeathsig=KILL"),  # the box ends with this command, however that ends
        *("unshare", "--pid", "--fork", "--kill-child", "--mount", "--net", "--ipc", "--uts"),
        *(sys.executable, "-I", __file__, "in-the-box", str(course), str(notebook)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT + 60)
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return {"failed": f"the box broke: {done.stderr[-300:]}", "score": 0, "seconds": 0}


def _line(attack, said):
    gained = _gained(attack, said)
    words = [f"{attack.klass}: {attack.name}", f"{said['score']:g} of {attack.deserves} deserved"]
    words += [f"GAINED {gained:g}"] if gained > 0 else []
    words += [f"LEAKED {' '.join(said['leaked'])}"] if said.get("leaked") else []
    words += [f"{said['left']} processes left"] if said.get("left") else []
    words += [f"FAILED {said['failed']}"] if said.get("failed") else []
    return " | ".join([*words, f"{said['seconds']} s"])


def _gained(attack, said):
    return said["score"] - (0 if attack.deserves == "explained" else attack.deserves)


def _totals(chosen, found):
    pairs = list(zip(chosen, found, strict=True))
    gains = [g for a, said in pairs if (g := _gained(a, said)) > 0]
    lost = [g for a, said in pairs if (g := _gained(a, said)) < 0]
    print(f"\n{len(pairs)} hostile notebooks, nbgrader with its own settings")
    print(f"{len(gains)} get more than they deserve, {sum(gains):g} points together")
    print(f"{len(lost)} get less")
    for word, key in (("leak hidden tests", "leaked"), ("leave processes behind", "left")):
        print(f"{sum(bool(said.get(key)) for said in found)} {word}")
    print(f"{sum(bool(said.get('failed')) for said in found)} get no grade")


# ------------------------------------------------------------------------------- inside the box


def inside(course, notebook):
    """As process 1 of the box: build it, run nbgrader without rights, look at what came of it."""
    home = _close_the_box(course, notebook)
    begun = time.monotonic()
    child = subprocess.Popen(
        [
            *("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"),
            *("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"),
            *("prlimit", "--nproc=150", f"--as={4 << 30}", f"--fsize={256 << 20}"),
            *("--nofile=1024", "--core=0", "--cpu=120"),
            *(sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--student", LEARNER),
        ],
        cwd=home / "course",
        stdin=subprocess.DEVNULL,
        stdout=(home / "log").open("w"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env={"HOME": str(home), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    )
    stopped = _watched(child, begun)
    seconds = time.monotonic() - begun
    left = len(_others())
    if left and not stopped:
        time.sleep(LINGERS)
    for _ in range(3):  # as process 1 it is not among those that this ends
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    said = {"seconds": round(seconds, 1), "left": left, **_found(home / "course")}
    log = (home / "log").read_text(errors="replace").strip().splitlines()
    if stopped:
        said["failed"] = stopped
    elif child.returncode:
        said["failed"] = log[-1][:200] if log else "without a word"
    said["leaked"] = sorted({*said["leaked"], *hostile.leaked("\n".join(log))})
    print(json.dumps(said))
    return 0


def _close_the_box(course, notebook):
    """Make a root of its own in memory and enter it; return the learner's home there."""
    with socket.socket() as any_socket:  # the kernel of a notebook is spoken to by 127.0.0.1
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", IS_UP))
    new = notebook.parent / "box"
    new.mkdir(exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={DISK},nosuid", "box", new)
    kept = (*SYSTEM, sys.base_prefix, sys.prefix, str(ROOT / "mlplab"))
    for place in [*kept, *(f"/dev/{d}" for d in DEVICES)]:
        _give(new, Path(place))
    for name in ("tmp", "dev/shm", "var/tmp", "proc", "old", "home/learner"):
        (new / name).mkdir(parents=True, exist_ok=True)
        (new / name).chmod(0o1777)
    shutil.copytree(course, new / "home/learner/course")
    target = new / "home/learner/course/submitted" / LEARNER / ASSIGNMENT
    target.mkdir(parents=True)
    shutil.copyfile(notebook, target / f"{ASSIGNMENT}.ipynb")
    for folder, _, files in os.walk(new / "home"):
        for name in (folder, *(os.path.join(folder, f) for f in files)):
            os.chown(name, USER, USER)
    _mount("-t", "proc", "proc", new / "proc")
    os.chdir(new)
    subprocess.run(["pivot_root", ".", "old"], check=True)
    os.chroot(".")
    os.chdir("/")
    subprocess.run(["umount", "-l", "/old"], check=True)
    return Path("/home/learner")


def _give(new, place):
    """Show a place of the machine at the same path of the new root, read-only."""
    there = new / place.relative_to("/")
    if place.is_symlink():
        there.symlink_to(os.readlink(place))
    elif place.is_dir():
        there.mkdir(parents=True, exist_ok=True)
        _bind(place, there, "ro,nosuid")
    elif place.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        there.touch()
        _bind(place, there, "nosuid")


def _bind(place, there, options):
    _mount("--bind", place, there)
    _mount("-o", f"remount,bind,{options}", there)


def _mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def _others():
    return [p for p in os.listdir("/proc") if p.isdecimal() and p != "1"]


def _watched(child, begun):
    """Wait for nbgrader; say why it was stopped, or nothing."""
    while child.poll() is None:
        if time.monotonic() - begun > LIMIT:
            return f"more than {LIMIT} s"
        if _memory() > MEMORY or _available() < MEMORY:
            return f"more than {MEMORY >> 30} GB of memory"
        time.sleep(0.1)
    return ""


def _memory():
    pages = 0
    for pid in _others():
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def _available():
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if "MemAvailable" in line) << 10


def _found(course):
    """The score in the gradebook, and markers in outputs and in files that were not there."""
    try:
        with sqlite3.connect(f"file:{course}/gradebook.db?mode=ro", uri=True) as db:
            row = db.execute(
                "SELECT sum(coalesce(manual_score, auto_score, 0) + coalesce(extra_credit, 0)),"
                " count(coalesce(manual_score, auto_score)) FROM grade"
            ).fetchone()
            score, graded = row[0] or 0, row[1]
    except sqlite3.Error as error:
        return {"score": 0, "failed": f"no gradebook: {error}", "leaked": []}
    said = {"score": score, "leaked": _leaked_files(course)}
    return said if graded else {**said, "failed": "no grade"}


def _leaked_files(course):
    """Markers where the learner could read them: outputs, and files beside the notebooks."""
    texts = []
    for folder, _, files in os.walk(course):
        for name in files:
            path = Path(folder) / name
            inner = path.relative_to(course).parts[0]
            if inner in ("source", "release", "submitted") or name.startswith("gradebook.db"):
                continue
            mode = path.lstat()
            if not stat.S_ISREG(mode.st_mode) or mode.st_size > 64 << 20:
                continue
            text = path.read_text(errors="replace")
            texts.append(_outputs(text) if name == f"{ASSIGNMENT}.ipynb" else text)
    return hostile.leaked("\n".join(texts))


def _outputs(text):
    try:
        cells = json.loads(text)["cells"]
        return "\n".join(json.dumps(c.get("outputs", ""), ensure_ascii=False) for c in cells)
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
