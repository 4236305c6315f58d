"""Limit the memory of a process and all that it starts, in total.

The kernel's control groups do it where this user may make one (version 1 or 2); elsewhere the
resident size of the processes is added up ten times a second.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

from autograder.grading.family import descendants

ROOT = Path("/sys/fs/cgroup")


def kind():
    """Find out how memory is limited here.

    Returns
    -------
    str
        ``"cgroup v1"``, ``"cgroup v2"`` or ``"watchdog"``.
    """
    with contextlib.suppress(OSError):
        group = MemoryGroup("trial", 64)
        group.remove()
        return group.kind
    return "watchdog"


def limiter(name, megabytes):
    """Make a limiter for one sandboxed process: a control group, or else a watchdog.

    Parameters
    ----------
    name : str
        Unique on this machine.
    megabytes : int
        The limit, of all its processes together.

    Returns
    -------
    MemoryGroup or Watchdog
        Call ``add(pid)`` first, ``tick()`` often, ``remove()`` at last.
    """
    try:
        return MemoryGroup(name, megabytes)
    except OSError:
        return Watchdog(megabytes)


def limit(pid, name, megabytes):
    """Put a process, and all that it will start, under a limit.

    Parameters
    ----------
    pid : int
        Its number.
    name : str
        Unique on this machine.
    megabytes : int
        The limit, of all its processes together.

    Returns
    -------
    MemoryGroup or Watchdog
        Call ``tick()`` often, ``remove()`` at last.
    """
    chosen = limiter(name, megabytes)
    try:
        chosen.add(pid)
    except OSError:  # a group that this user may make, but not move a process into
        chosen.remove()
        chosen = Watchdog(megabytes)
        chosen.add(pid)
    return chosen


def clear_up():
    """Remove the groups of graders that were killed."""
    with contextlib.suppress(OSError):
        for group in _parent()[0].glob("autograder-*"):
            if not Path(f"/proc/{group.name.split('-')[1]}").exists():
                with contextlib.suppress(OSError):  # one of its processes is about to end
                    group.rmdir()


class MemoryGroup:
    """A control group with a limit on memory.

    Parameters
    ----------
    name : str
        Unique among those of this process.
    megabytes : int
        The limit.

    Raises
    ------
    OSError
        When this user may not make one.
    """

    def __init__(self, name, megabytes):
        parent, self.kind, limits = _parent()
        self._folder = parent / f"autograder-{os.getpid()}-{name}"
        self._folder.mkdir()
        try:
            for file in limits:
                (self._folder / file).write_text(str(megabytes << 20))
            for file in ("memory.memsw.limit_in_bytes", "memory.swap.max"):
                with contextlib.suppress(OSError):
                    (self._folder / file).write_text("0" if "max" in file else str(megabytes << 20))
        except OSError:
            self.remove()
            raise

    def add(self, pid):
        """Put a process, and what it will start, under the limit.

        Parameters
        ----------
        pid : int
            Its number.

        Raises
        ------
        OSError
            When this user may not move it.
        """
        (self._folder / "cgroup.procs").write_text(str(pid))

    def tick(self):
        """Do nothing: the kernel watches."""

    def remove(self):
        """Remove the group; the kernel lets go of its last process a moment after the end."""
        for _ in range(100):
            try:
                self._folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.005)


def _parent():
    """The folder to make groups in, the kind, and the files that take the limit."""
    own = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        own.update({c: path for c in controllers.split(",")})
    if (ROOT / "memory").is_dir():
        candidates = [ROOT / "memory" / own.get("memory", "/").lstrip("/"), ROOT / "memory"]
        kind, files = "cgroup v1", ("memory.limit_in_bytes",)
    else:
        here = ROOT / own.get("", "/").lstrip("/")
        candidates, kind, files = [here, here.parent, ROOT], "cgroup v2", ("memory.max",)
    for folder in candidates:
        if folder.is_dir() and os.access(folder, os.W_OK) and _limits_memory(folder, kind):
            return folder, kind, files
    raise PermissionError("no control group for memory can be made here")


def _limits_memory(folder, kind):
    if kind == "cgroup v1":
        return True
    with contextlib.suppress(OSError):
        shared = "memory" in (folder / "cgroup.subtree_control").read_text().split()
        # to move a process into a group one has to own the folder that holds both
        return shared and os.access(folder / "cgroup.procs", os.W_OK)
    return False


class Watchdog:
    """Add up resident memory, and end everything at the limit.

    Parameters
    ----------
    megabytes : int
        The limit.
    """

    kind = "watchdog"

    def __init__(self, megabytes):
        self._limit, self._pid = megabytes << 20, None

    def add(self, pid):
        """Watch a process and all that it starts.

        Parameters
        ----------
        pid : int
            Its number.
        """
        self._pid = pid

    def tick(self):
        """Look once."""
        if self._pid is None:
            return
        family = [self._pid, *descendants(self._pid)]
        if sum(map(_private_bytes, family)) > self._limit:
            for pid in reversed(family):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)

    def remove(self):
        """Stop watching."""
        self._pid = None


def _private_bytes(pid):
    """Resident memory that is not shared with the zygote, nor files."""
    try:
        fields = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    sizes = {line.split(":")[0]: line.split() for line in fields.splitlines()}
    anonymous = int(sizes["RssAnon"][1]) if "RssAnon" in sizes else 0
    shared = int(sizes["RssShmem"][1]) if "RssShmem" in sizes else 0
    return (anonymous + shared) << 10
