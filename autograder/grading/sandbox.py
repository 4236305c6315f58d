"""Walls around a forked process: namespaces, a minimal read-only root, no capabilities, limits.

Linux only; see clone(2), mount_namespaces(7), pivot_root(2), capabilities(7), seccomp(2). Works for
root (a user id of its own per slot) and for an ordinary user (inside a user namespace).
"""

import contextlib
import ctypes
import os
import re
import resource
import signal
import sys

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (
    *(0x00020000, 0x04000000, 0x08000000),
    *(0x10000000, 0x20000000, 0x40000000),
)
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = (
    *(1, 2, 4, 8, 32, 4096, 16384, 1 << 18),
)
PDEATHSIG, DUMPABLE, CAPBSET_DROP, NO_NEW_PRIVS = 1, 4, 24, 38  # prctl(2)
CLONE = {"x86_64": 56, "aarch64": 220}
USERS_OWN = 1000  # processes that a user may start elsewhere while a notebook runs
BOX = "/box"  # the only folder that can be written to, in memory
DEVICES = ("null", "zero", "full", "random", "urandom")
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def enter_own_namespaces(as_root):
    """Give this process a mount namespace of its own; an ordinary user gets a user namespace.

    Parameters
    ----------
    as_root : bool
        Whether the grader is root.

    Raises
    ------
    OSError
        When the kernel does not allow it.
    """
    if not as_root:
        uid, gid = os.getuid(), os.getgid()
        _unshare(NEWUSER)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"0 {uid} 1")
        _write("/proc/self/gid_map", f"0 {gid} 1")
    _unshare(NEWNS | NEWIPC | NEWUTS)


def pivot_into_minimal_root(scratch, folders, hidden):
    """Leave a read-only root that holds the system's libraries and `folders`, and nothing else.

    Parameters
    ----------
    scratch : str
        An empty folder to build it on.
    folders : sequence of str
        Shown read-only at their own paths: the environment, packages installed elsewhere.
    hidden : sequence of str
        Not shown even where they lie in a folder that is: the course.
    """
    _mount(None, "/", None, REC | PRIVATE)
    _mount("tmpfs", scratch, "tmpfs", NOSUID | NODEV, "size=4m,mode=755")
    for link in ("lib", "lib32", "lib64", "bin"):
        if os.path.islink(f"/{link}"):
            os.symlink(os.readlink(f"/{link}"), f"{scratch}/{link}")
        elif os.path.isdir(f"/{link}"):
            _show(f"/{link}", scratch)
    inside = [f for f in folders if any(_lies_in(f, h) for h in hidden)]
    for folder in ("/usr", "/etc/fonts", *(f for f in folders if f not in inside)):
        if os.path.isdir(folder):
            _show(folder, scratch)
    for folder in hidden:
        if os.path.isdir(scratch + folder):
            _mount("tmpfs", scratch + folder, "tmpfs", NOSUID | NODEV, "size=1m,mode=755")
    for folder in inside:
        _show(folder, scratch)
    for folder in ("proc", "tmp", "dev", "etc", "old", BOX[1:]):
        os.makedirs(f"{scratch}/{folder}", exist_ok=True)
    os.makedirs(f"{scratch}/dev/shm")
    for device in DEVICES:
        _write(f"{scratch}/dev/{device}", "")
        _mount(f"/dev/{device}", f"{scratch}/dev/{device}", None, BIND)
    _write(f"{scratch}/etc/passwd", f"learner:x:1000:1000::{BOX}:/bin/false\n")
    os.chdir(scratch)
    _mount("/proc", f"{scratch}/proc", None, BIND | REC)  # until each child mounts its own
    _check(_libc.pivot_root(b".", b"old"), "change the root (pivot_root)")
    os.chdir("/")
    _check(_libc.umount2(b"/old", 2), "unmount the old root (umount)")
    os.rmdir("/old")
    _mount(None, "/", None, BIND | REMOUNT | RDONLY | NOSUID | NODEV)


def fork_into_namespaces():
    """Fork like :func:`os.fork`, the child being the first process of new namespaces.

    Returns
    -------
    int
        0 in the child; in the parent the child's number.

    Raises
    ------
    OSError
        When the kernel does not allow it.
    """
    flags = NEWPID | NEWNS | NEWNET | NEWIPC | NEWUTS | signal.SIGCHLD
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    zeros = [ctypes.c_ulong(0)] * 4
    call = ctypes.PyDLL(None).syscall
    pid = call(ctypes.c_long(CLONE[os.uname().machine]), ctypes.c_ulong(flags), *zeros)
    if pid == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError("the kernel does not let this process start one in namespaces (clone)")
    return pid


def close_the_door(slot_id, as_root, box_mb):
    """In the child: own /proc and box, no capability, no way to a new one.

    Parameters
    ----------
    slot_id : int
        User and group id, when the grader is root.
    as_root : bool
        Whether the grader is root.
    box_mb : int
        Size of the folder that can be written to.
    """
    _mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    size = f"size={box_mb}m,mode=1777,nr_inodes=4096"
    _mount("tmpfs", BOX, "tmpfs", NOSUID | NODEV, size)
    _mount("tmpfs", "/dev/shm", "tmpfs", NOSUID | NODEV, "size=16m,mode=1777,nr_inodes=256")
    os.chdir(BOX)
    for capability in range(64):
        _libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    if as_root:
        os.setgroups([])
        os.setresgid(slot_id, slot_id, slot_id)
        os.setresuid(slot_id, slot_id, slot_id)
    _drop_capabilities()
    lock_privileges()


def lock_privileges():
    """Give up new privileges, refuse to be traced, and end together with the parent.

    Raises
    ------
    OSError
        When the kernel does not allow it.
    """
    _check(_libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "give up new privileges (prctl)")
    _libc.prctl(DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def beside_the_users_own(processes):
    """Work out a limit on processes, where the kernel counts all that the user runs.

    Parameters
    ----------
    processes : int
        That the sandboxed process may have.

    Returns
    -------
    int or None
        With the browser and all; None where that cannot be counted.
    """
    threads = []
    for name in os.listdir("/proc") if sys.platform == "linux" else []:
        with contextlib.suppress(OSError):  # it has ended
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == os.getuid():
                threads += os.listdir(f"/proc/{name}/task")
    return len(threads) + USERS_OWN + processes if threads else None


def limit_process(limits):
    """Set the limits of one process; children inherit them.

    Parameters
    ----------
    limits : dict
        ``address_mb``, ``cpu_seconds``, ``processes``, ``file_mb``, ``open_files``.
    """
    wanted = {
        "RLIMIT_AS": limits["address_mb"] << 20,
        "RLIMIT_CPU": limits["cpu_seconds"],
        "RLIMIT_NPROC": limits["processes"],
        "RLIMIT_FSIZE": limits["file_mb"] << 20,
        "RLIMIT_NOFILE": limits["open_files"],
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_MEMLOCK": 1 << 16,
    }
    for name, value in wanted.items():
        which = getattr(resource, name, None)
        if which is None or value is None:  # another system than Linux
            continue
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":
                raise


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Capabilities(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def _drop_capabilities():
    header, none = _Header(0x20080522, 0), (_Capabilities * 2)()
    _check(_libc.capset(ctypes.byref(header), none), "give up capabilities (capset)")


def _lies_in(path, folder):
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _show(folder, scratch):
    target = scratch + folder
    os.makedirs(target, exist_ok=True)
    _mount(folder, target, None, BIND | REC)
    for point in _mounts_in(target):  # the kernel makes only the topmost one read-only
        kept = os.statvfs(point).f_flag & NOEXEC  # an ordinary user may not take this one off
        _mount(None, point, None, BIND | REMOUNT | RDONLY | NOSUID | NODEV | kept)


def _mounts_in(folder):
    """Where something is mounted on `folder` or below it."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        points = [line.split()[4] for line in file]
    points = [re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), p) for p in points]
    return [p for p in points if _lies_in(p, folder)]


def _mount(source, target, kind=None, flags=0, data=None):
    encoded = [s and os.fsencode(s) for s in (source, target, kind)]
    done = _libc.mount(*encoded, ctypes.c_ulong(flags), data and data.encode())
    _check(done, f"mount {target} (mount)")


def _unshare(flags):
    _check(_libc.unshare(flags), "make namespaces (unshare)")


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def _check(result, what):
    if result != 0:
        number = ctypes.get_errno()
        said = os.strerror(number)
        raise OSError(number, f"the kernel does not let this process {what}: {said}")
