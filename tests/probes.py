"""What a learner's cell may try against the walls of the sandbox, and how to let it try.

Each probe prints ``through`` when nothing stopped it. ``python probes.py ISOLATION`` tries all
of them as whoever runs it and prints which got through.
"""

import contextlib
import json
import os
import shlex
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading import good_notebook, light_assignment, light_course

from autograder.grading import processes
from autograder.grading.assignment import Cell
from autograder.grading.grade import grade
from autograder.grading.slot import Limits, Slot

ROOT = Path(__file__).resolve().parent.parent
USER = 12_345  # an ordinary user, as far as the kernel is concerned
LIMITS = Limits(
    cell_seconds=60,
    memory_mb=320,
    processes=24,
    file_mb=4,
    box_mb=8,
    open_files=64,
    check_seconds=20,
)
OUTSIDE = """
import os
def writable(folder):
    try:
        path = os.path.join(folder, f"probe-{os.getpid()}")
        open(path, "w").close()
        os.unlink(path)
        return True
    except OSError:
        return False
"""
STATUS = "STATUS = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
PROBES = {
    "network": """
import socket
socket.create_connection(("127.0.0.1", PORT), timeout=5).close()
print("through")
""",
    "files": OUTSIDE
    + """
if any(map(writable, [FOLDER, "/tmp", "/dev/shm/..", "/usr", "/etc", "/root"])):
    print("through")
""",
    "course": """
import os
if os.path.exists(f"{FOLDER}/nbgrader_config.py") or os.path.exists(f"{FOLDER}/gradebook.db"):
    print("through")
""",
    "other processes": """
import os
if os.path.exists(f"/proc/{VICTIM}/cmdline") and "victim" in open(f"/proc/{VICTIM}/cmdline").read():
    print("through")
""",
    "signals": """
import ctypes, os
try:
    os.kill(VICTIM, 0)
    print("through")
except OSError:
    if ctypes.CDLL(None).tgkill(VICTIM, VICTIM, 0) == 0:
        print("through")
""",
    "limits of others": """
import resource
resource.prlimit(VICTIM, resource.RLIMIT_CORE, (0, 0))
print("through")
""",
    "user id": """
import os
if UID in (*os.getresuid(), *os.getresgid()):
    print("through")
""",
    "capabilities": STATUS
    + """
if any(int(STATUS[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")):
    print("through")
""",
    "new privileges": STATUS
    + """
if STATUS["NoNewPrivs"].strip() != "1":
    print("through")
""",
    "programs": """
import subprocess
if subprocess.run(["/bin/sh", "-c", "exit 7"]).returncode == 7:
    print("through")
""",
    "processes": """
import os, signal
children = []
try:
    for _ in range(40):
        pid = os.fork()
        if pid == 0:
            signal.pause()
        children.append(pid)
    print("through")
finally:
    for pid in children:
        os.kill(pid, signal.SIGKILL) if len(children) == 40 else None
""",
    "memory in total": """
import os, time
pipes = []
for _ in range(6):
    there, here = os.pipe()
    if os.fork() == 0:
        taken = [b"x" * (1 << 20) for _ in range(90)]  # below the limit, each by itself
        time.sleep(1)
        os.write(here, b".")
        os._exit(0)
    os.close(here)
    pipes.append(there)
if all(os.read(there, 1) for there in pipes):
    print("through")
""",
    "disk": """
for i in range(12):
    open(f"part-{i}", "wb").write(b"x" * (1 << 20))
print("through")
""",
    "file size": """
open("large", "wb").write(b"x" * (6 << 20))
import os
if os.path.getsize("large") == 6 << 20:
    print("through")
""",
    "open files": """
files = [open("/dev/null") for _ in range(80)]
print("through")
""",
    "output flood": """
for _ in range(12):
    print("x" * (1 << 20))
""",
    "daemon": """
import contextlib, ctypes, os, time
PIPE = os.pipe()
if os.fork() == 0:
    with contextlib.suppress(OSError):
        os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, DAEMON.encode())  # its name
        os.write(PIPE[1], b".")
        time.sleep(1000)
    os._exit(0)
os.read(PIPE[0], 1)
""",
}
WALLS_OF_A_PROCESS = {  # what isolation "process" holds, with libseccomp, even for root
    *("network", "signals", "limits of others", "new privileges", "programs", "memory in total"),
    *("file size", "open files", "output flood", "daemon"),
}
DAEMON = f"daemon-{os.getpid()}"
PATIENCE = 5  # seconds for what was killed to be gone
IMPORTS = "import types, autograder.grading.zygote as z; from autograder.grading import shell; "
NO_FILTER = "z._system_calls = lambda full: types.SimpleNamespace(load=lambda: None); "
NO_WALLS = (
    IMPORTS
    + NO_FILTER
    + "z.sandbox.lock_privileges = z.sandbox.limit_process = lambda *_: None; "
    + "shell.MAX_OUTPUT = 1 << 30; "
)


def slot_without(walls, assignment, isolation, limits):
    """A slot whose warm processes begin with `walls`, statements that take walls away."""
    plain = processes.START
    processes.START = plain.replace("main(*", f"{walls}main(*")
    try:
        assert plain != processes.START
        return Slot(assignment, isolation, limits)
    finally:
        processes.START = plain


def gets_through(slot, name, folder, victim, port):
    """Whether a probe, run as a learner's cell, did what it tried.

    Parameters
    ----------
    slot : Slot
    name : str
        A key of ``PROBES``.
    folder : str
        A course that everybody may write to.
    victim : int
        A process of the grader's, with "victim" in its command line.
    port : int
        Where something listens on this machine.
    """
    facts = {"FOLDER": str(folder), "VICTIM": victim, "PORT": port, "UID": os.getuid()}
    head = "".join(f"{k} = {v!r}\n" for k, v in (facts | {"DAEMON": DAEMON}).items())
    cell = Cell(position=0, stage=0, kind="run", source=head + PROBES[name])
    outputs = slot.grade([cell], (), seed=2).outputs.get(0) or []
    if name == "daemon":
        return not become_empty(daemons)
    text = "".join("".join(o["text"]) for o in outputs if o["output_type"] == "stream")
    if name == "output flood":
        return len(text) > 10 << 20
    return text.rstrip().endswith("through")


def become_empty(look):
    """Whether what `look` finds is gone soon: the killed take their time."""
    until = time.monotonic() + PATIENCE
    while look() and time.monotonic() < until:
        time.sleep(0.02)
    return not look()


def daemons():
    """Numbers of the processes that the probe of this name left behind."""
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text().strip() == DAEMON:
                found.append(int(path.parent.name))
    return found


@contextlib.contextmanager
def surroundings():
    """A light course that everybody may write to, a victim, and a port that listens."""
    with tempfile.TemporaryDirectory(prefix="probed-") as folder, socket.socket() as server:
        course = light_course(Path(folder) / "course")
        (course / "gradebook.db").touch()
        for path in (course, *course.rglob("*"), Path(folder)):
            path.chmod(0o777)
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "victim"])
        try:
            yield {"folder": course, "victim": victim.pid, "port": server.getsockname()[1]}
        finally:
            victim.kill()
            victim.wait()


def main(isolation):
    """Try all probes on a slot of one's own, then grade beside many other processes; print both."""
    with surroundings() as around, contextlib.ExitStack() as beside:
        folder = around["folder"]
        assignment = light_assignment(folder)
        slot = Slot(assignment, isolation, LIMITS)
        scratch = slot._scratch.name
        try:
            through = [name for name in PROBES if gets_through(slot, name, **around)]
            for _ in range(LIMITS.processes):  # a desktop has more
                process = beside.enter_context(subprocess.Popen(["sleep", "600"]))
                beside.callback(process.kill)
            points = sum(grade(good_notebook(folder), assignment, slot, seed=2).points.values())
        finally:
            slot.close()
        left = os.path.exists(scratch)
        found = {"user": os.getuid(), "through": through, "points": points, "left": left}
        print(json.dumps(found))


def as_ordinary_user(arguments, home):
    """The command line that runs `arguments` as a user who is not root; only root can use it.

    Where Python or the course lies in a folder that is root's alone, it is shown to that user in a
    mount namespace of the command's own.
    """
    lines = ["set -e"]
    shown = [Path(p).resolve() for p in (sys.base_prefix, ROOT)]
    closed = {c for path in shown if (c := _closed(path))}
    for number, path in enumerate(shown):
        lines += [f"mkdir {home}/{number}", f"mount --bind {path} {home}/{number}"]
    lines += [f"mount -t tmpfs -o mode=755 tmpfs {folder}" for folder in closed]
    for number, path in enumerate(shown):
        if _closed(path):
            lines += [f"mkdir -p {path}", f"mount --bind {home}/{number} {path}"]
        lines += [f"umount {home}/{number}", f"rmdir {home}/{number}"]
    lines.append(f"export HOME={home} TMPDIR={home}")
    lines.append(
        f"exec setpriv --reuid {USER} --regid {USER} --clear-groups {shlex.join(arguments)}"
    )
    return ["unshare", "--mount", "sh", "-c", "\n".join(lines)]


def _closed(path):
    """The topmost folder on the way to `path` that others may not enter, or None."""
    way = [*reversed(path.parents), path]
    return next((f for f in way if not f.stat().st_mode & stat.S_IXOTH), None)


if __name__ == "__main__":
    main(*sys.argv[1:])
