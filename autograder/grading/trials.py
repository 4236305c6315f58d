"""Each wall of the sandbox tried out, in a process of its own, which it changes for good.

``python -m autograder.grading.trials NAME SCRATCH COURSE`` prints what was found and exits with 0,
or prints what failed and exits with 1. See :mod:`autograder.grading.doctor`.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

from autograder.grading import memory, sandbox
from autograder.grading.syscalls import build_filter

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0  # asked first: inside, every user is root
SOME_ID = 60_999  # a user id that is nobody's: just below those of the slots
LIMIT_MB, GREED_MB = 64, 256
PATIENCE = 30  # seconds in which a process that took too much memory has to be gone
NAMESPACES = ("ipc", "mnt", "net", "pid", "uts")


def namespaces(scratch, course):
    """Try whether processes, network, mounts and the rest are the process's own.

    Parameters
    ----------
    scratch, course : str
        An empty folder, and the course.

    Returns
    -------
    str
        What was found.

    Raises
    ------
    OSError
        When it fails; says why.
    """
    # held open: the kernel gives the number of a namespace that ended to the next one
    before = {name: open(f"/proc/self/ns/{name}") for name in NAMESPACES}  # noqa: SIM115
    sandbox.enter_own_namespaces(AS_ROOT)
    after = _in_child(sandbox.fork_into_namespaces, _namespaces)
    shared = [n for n, file in before.items() if os.fstat(file.fileno()).st_ino == after[n]]
    if shared:
        raise OSError(f"these are still shared with the rest of the machine: {', '.join(shared)}")
    how = "made by root" if AS_ROOT else "in a user namespace"
    return f"own processes, network and mounts, {how}"


def user_ids(scratch, course):
    """Try whether the process has nobody's user id, and no capability.

    Parameters
    ----------
    scratch, course : str
        An empty folder, and the course.

    Returns
    -------
    str
        What was found.

    Raises
    ------
    OSError
        When it fails; says why.
    """
    uids, capabilities = _behind_the_walls(_identity, scratch, course)
    if capabilities:
        raise OSError(f"capabilities are left: {capabilities:x}")
    if not AS_ROOT:
        return "no capability; all slots run as you (each as a user of its own if root grades)"
    if set(uids) != {SOME_ID}:
        raise OSError(f"the process should run as user {SOME_ID} and runs as {uids}")
    return "each slot runs as a user of its own, without any capability"


def read_only_root(scratch, course):
    """Try whether nothing outside the box can be written to, and the course cannot be seen.

    Parameters
    ----------
    scratch, course : str
        An empty folder, and the course.

    Returns
    -------
    str
        What was found.

    Raises
    ------
    OSError
        When it fails; says why.
    """
    written, seen = _behind_the_walls(lambda: _reach(course), scratch, course)
    if written != [sandbox.BOX]:
        raise OSError(f"of the folders, these could be written to: {written}")
    if seen:
        raise OSError(f"this can be seen from inside: {', '.join(seen)}")
    return "only the box can be written to; the course and other processes are out of sight"


def system_calls(scratch, course):
    """Try whether the filter refuses what is not on its list.

    Parameters
    ----------
    scratch, course : str
        An empty folder, and the course.

    Returns
    -------
    str
        What was found.

    Raises
    ------
    OSError
        When it fails; says why.
    """
    build_filter().load()
    try:
        socket.socket().close()
    except PermissionError:
        return "the filter loads and refuses what is not on its list"
    raise OSError("the filter was loaded, and still a socket could be made")


def memory_limit(scratch, course):
    """Try whether a process that takes more than the limit is killed.

    Parameters
    ----------
    scratch, course : str
        An empty folder, and the course.

    Returns
    -------
    str
        What was found.

    Raises
    ------
    OSError
        When it fails; says why.
    """
    start, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(start, 1)
        taken = [b"x" * (1 << 20) for _ in range(GREED_MB)]
        time.sleep(2 * PATIENCE)
        os._exit(len(taken) == 0)
    limiter = memory.limiter("doctor", LIMIT_MB)
    try:
        limiter.add(pid)
        os.write(go, b".")
        until, ended, status = time.monotonic() + PATIENCE, 0, 0
        while not ended and time.monotonic() < until:
            time.sleep(0.05)
            limiter.tick()
            ended, status = os.waitpid(pid, os.WNOHANG)
    finally:
        if not ended:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        limiter.remove()
    if not ended or os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise OSError(f"{limiter.kind}: a process took {GREED_MB} MB where {LIMIT_MB} are allowed")
    return f"{limiter.kind}; a process that took more than its {LIMIT_MB} MB was killed"


TRIALS = {t.__name__: t for t in (namespaces, user_ids, read_only_root, system_calls, memory_limit)}


def main(name, scratch, course):
    """Run one trial, and print what was found.

    Parameters
    ----------
    name : str
        One of `TRIALS`.
    scratch, course : str
        An empty folder, and the course.

    Returns
    -------
    int
        The exit status: 1 when it failed.
    """
    try:
        print(TRIALS[name](scratch, course))
        return 0
    except ImportError as error:
        print(f"{error.name or 'a module'} is not installed")
    except OSError as error:
        print(error.strerror or error)
    except KeyError as error:
        print(f"this is not known for {os.uname().machine} processors: {error}")
    return 1


def _namespaces():
    return {name: os.stat(f"/proc/self/ns/{name}").st_ino for name in NAMESPACES}


def _behind_the_walls(probe, scratch, course):
    """What `probe` returns in a process that sees what a learner's process sees."""
    sandbox.enter_own_namespaces(AS_ROOT)
    sandbox.pivot_into_minimal_root(scratch, [sys.prefix, sys.base_prefix], [course])

    def inside():
        sandbox.close_the_door(SOME_ID, AS_ROOT, box_mb=8)
        return probe()

    return _in_child(sandbox.fork_into_namespaces, inside)


def _identity():
    lines = Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    capabilities = int(status["CapEff"], 16) | int(status["CapBnd"], 16)
    return [*os.getresuid(), *os.getresgid()], capabilities


def _reach(course):
    written = []
    for folder in ("/", "/usr", "/etc", "/tmp", sys.prefix, sandbox.BOX):
        with contextlib.suppress(OSError):
            tempfile.NamedTemporaryFile(dir=folder).close()
            written.append(folder)
    seen = [str(path) for path in Path(course).glob("*.py")]
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    return written, seen + [f"process {number}" for number in others]


def _in_child(fork, work):
    """What `work` returns in a child that `fork` makes; raises OSError with its words."""
    there, here = os.pipe()
    pid = fork()
    if pid == 0:
        try:
            said = {"found": work()}
        except OSError as error:
            said = {"failed": error.strerror or str(error)}
        os.write(here, json.dumps(said).encode())
        os._exit(0)
    os.close(here)
    with open(there, "rb") as file:
        said = json.loads(file.read() or '{"failed": "the process ended without a word"}')
    os.waitpid(pid, 0)
    if "failed" in said:
        raise OSError(said["failed"])
    return said["found"]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
