"""The processes behind a slot, seen from outside: two warm ones, and a child per submission."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading import family, memory
from autograder.grading.frames import Channel

ROLES = ("learner", "judge")
STARTS_WITHIN = 300  # seconds; a cold disk and a large package
MAX_SLOTS = 500
LAST_BREATH = 10  # seconds that the kernel gets to take down a killed process and all it started
HERE = Path(__file__).resolve().parents[2]
START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from autograder.grading.zygote import main; main(*{})"
)


def claim_number():
    """Claim the first number that no other slot of this machine has: it gives the user ids.

    Returns
    -------
    number : int
        From 0.
    claim : file
        To be closed when the slot closes.
    scratch : tempfile.TemporaryDirectory
        The slot's own.

    Raises
    ------
    CourseError
        When all are in use, or the folder of claims is not this user's alone.
    """
    folder = _own_folder(Path(tempfile.gettempdir()) / f"autograder-slots-{os.getuid()}")
    _clear_up(folder)
    for number in range(MAX_SLOTS):
        claim = _lock(folder / str(number))
        if claim is not None:
            scratch = tempfile.TemporaryDirectory(prefix=f"{number}-", dir=folder)
            return number, claim, scratch
    raise CourseError(f"{MAX_SLOTS} slots for grading are in use on this machine; wait for one.")


def _own_folder(path):
    """Make a folder, or take one that is this user's alone: anybody may write beside it."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    there = path.lstat()
    if not stat.S_ISDIR(there.st_mode) or there.st_uid != os.getuid() or there.st_mode & 0o077:
        raise CourseError(
            f"{path} is not yours alone: remove it, or set TMPDIR to a folder of your own."
        )
    return path


def _lock(path):
    """The open file, locked until it is closed or this process ends; None when it is taken."""
    import fcntl

    file = open(path, "a")  # noqa: SIM115 - whoever closes it gives the number back
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _clear_up(folder):
    """Remove what slots of killed processes left: their numbers are free, their folders there."""
    for left in folder.glob("*-*"):
        claim = _lock(folder / left.name.split("-")[0])
        if claim is not None:
            shutil.rmtree(left, ignore_errors=True)
            claim.close()
    memory.clear_up()


class Zygotes:
    """The two warm processes, seen from outside.

    Parameters
    ----------
    settings : dict
        What both may know: isolation, locked cells, folders to show and to hide, the user id.
    secrets : dict
        For the judge alone: the locked cells and the checks.
    """

    def __init__(self, settings, secrets):
        pairs = {r: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for r in ROLES}
        self._sockets = {role: here for role, (here, _) in pairs.items()}
        ours, theirs = socket.socketpair()
        given = [*(there for _, there in pairs.values()), theirs]
        fds = [end.fileno() for end in given]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", START.format(fds), HERE],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=fds,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **_processor_settings()},
            cwd="/",
        )
        for end in given:
            end.close()
        with contextlib.suppress(OSError):  # it has ended: told by wait_until_ready
            self._process.stdin.write(json.dumps(settings).encode())
            self._process.stdin.close()
            ours.settimeout(STARTS_WITHIN)
            Channel(ours).send(secrets)
        ours.close()

    def wait_until_ready(self):
        """Wait until both can fork children.

        Raises
        ------
        CourseError
            When one could not start; says why and where to look.
        """
        for role, end in self._sockets.items():
            end.settimeout(STARTS_WITHIN)
            try:
                said = end.recv(1 << 16)
            except OSError:
                said = b""
            told = json.loads(said) if said else {"failed": self._last_words()}
            if "failed" in told:
                raise CourseError(
                    f"The sandbox ({role}) could not start: {told['failed']}. "
                    "Run './course doctor' to see what this machine can do."
                )

    def fork(self, role, request, fds):
        """Let a warm process fork a child for one submission.

        Parameters
        ----------
        role : {"learner", "judge"}
            Which of the two.
        request : dict
            User id, limits and box of the child.
        fds : list of int
            Descriptors that the child gets: its control socket and its doors.

        Returns
        -------
        int
            The child's process number.

        Raises
        ------
        CourseError
            When the warm process has ended.
        """
        try:
            socket.send_fds(self._sockets[role], [json.dumps(request).encode()], fds)
            said = self._sockets[role].recv(1 << 12)
        except OSError:
            said = b""
        if not said:
            raise CourseError(f"The {role}'s warm process ended: {self._last_words()}")
        return json.loads(said)["pid"]

    def numbers(self):
        """List the process numbers of both.

        Returns
        -------
        list of int
            With all that they started.
        """
        return [self._process.pid, *family.descendants(self._process.pid)]

    def must_live(self):
        """Make sure that no warm process was killed: its children died with it, whatever they did.

        Raises
        ------
        CourseError
            When one has ended; holds its last words.
        """
        ends = {end: role for role, end in self._sockets.items()}
        ended, _, _ = select.select(list(ends), [], [], 0)  # unasked, they never say anything
        for end in ended:
            raise CourseError(f"The {ends[end]}'s warm process ended: {self._last_words()}")

    def close(self):
        """End both."""
        for end in self._sockets.values():
            end.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _last_words(self):
        self._errors.seek(0)
        lines = self._errors.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def _processor_settings():
    """Which BLAS kernels to use is a property of the machine: keep it."""
    return {k: v for k, v in os.environ.items() if k.startswith("OPENBLAS_")}


class Child:
    """A sandboxed process: the first of its namespaces, so that all others end with it.

    Parameters
    ----------
    pid : int
        Its number here.
    channel : Channel
        To it.
    doors : list of socket.socket
        One per check.
    memory : MemoryGroup or Watchdog
        Its limiter; removed at the end.
    box : str or None
        Its own folder where it has no namespaces; deleted at the end.
    """

    def __init__(self, pid, channel, doors, memory, box):
        self._pid, self.channel, self.doors = pid, channel, doors
        # it waits for a byte of ours, so it is alive and the number is still its own
        self._handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        self._memory, self._box = memory, box
        self.tick = memory.tick

    def keep_only(self, numbers):
        """Kill all processes that this one started but some.

        A snapshot whose check is over may have left others behind, which eat its siblings' share.

        Parameters
        ----------
        numbers : collection of int
            Of those that live on, as the process itself sees them.
        """
        kept = [p for p in family.descendants(self._pid) if family.number_inside(p) in numbers]
        family.kill_all_but(self._pid, kept)

    def signal(self, number):
        """Send a signal to the process, unless it has ended.

        Parameters
        ----------
        number : int
            Of the signal.
        """
        with contextlib.suppress(OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)
            else:
                os.kill(self._pid, number)

    def end(self):
        """Kill the process and all that it started, and clear up; doing it again does nothing."""
        if self._pid is None:
            return
        if self._box is not None:
            with contextlib.suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        self.signal(signal.SIGKILL)
        for end in (self.channel, *self.doors):
            end.close()
        if self._handle is not None:  # readable once it and all in its namespaces are gone
            select.select([self._handle], [], [], LAST_BREATH)
            os.close(self._handle)
        self._memory.remove()
        if self._box is not None:
            shutil.rmtree(self._box, ignore_errors=True)
        self._pid = None
