"""Warm processes that have imported what an assignment imports, and fork a child per submission.

Started by :mod:`autograder.grading.slot`. There are two, forked from one after the imports: the
learners' holds nothing that a learner may not see; the judge's is given the checks after the fork.
A child starts in about ten milliseconds where a fresh kernel takes two seconds. See
``guides/decisions/0008-grading.md``.
"""

import contextlib
import errno
import gc
import io
import json
import linecache
import os
import signal
import socket
import sys
import tempfile
import warnings

from autograder.grading import sandbox
from autograder.grading.frames import Channel

MAX_DOORS = 200
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
KEPT = {*THREADS, "MPLBACKEND", "LANG", "PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}


def main(learners, judges, secrets):
    """Import everything once, fork into the learners' zygote and the judge's, and serve.

    Parameters
    ----------
    learners, judges : int
        Descriptors of SOCK_SEQPACKET sockets: requests with file descriptors in, pids out.
    secrets : int
        Descriptor of a stream socket with the checks, for the judge alone.
    """
    settings = json.load(sys.stdin)
    os.environ.update({name: "1" for name in THREADS})
    home = settings["home"]
    os.environ.update(MPLBACKEND="Agg", MPLCONFIGDIR=home, IPYTHONDIR=home, HOME=home)
    sockets = [socket.socket(fileno=fd) for fd in (learners, judges, secrets)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # learners' warnings are told, those of imports not
            _warm_up(settings)
    except BaseException as error:
        sockets[0].send(_failure(error))
        raise
    judge = os.fork() == 0
    requests, *others = [sockets[1], sockets[0]] if judge else sockets
    for other in others:
        other.close()
    try:
        if judge:
            work = _judge(Channel(sockets[2]).receive())
            sockets[2].close()
        else:
            work = _learner()
        zygote = _Zygote(work, settings)
    except BaseException as error:
        requests.send(_failure(error))
        raise
    requests.send(b'{"ready": true}')
    zygote.serve(requests)


def _failure(error):
    words = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and not error.filename:  # the sandbox's own sentence
        words = error.strerror or str(error)
    return json.dumps({"failed": words[:2000]}).encode()


class _Zygote:
    def __init__(self, work, settings):
        self._work = work
        self._full = settings["isolation"] == "full"
        self._as_root = self._full and os.geteuid() == 0
        self._filter = _system_calls(self._full)
        threads = os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else [1]
        if len(threads) > 1:
            raise RuntimeError("an imported package started a thread; a fork would hang")
        if self._full:
            sandbox.enter_own_namespaces(self._as_root)
            scratch = os.path.join(settings["home"], "root")
            with contextlib.suppress(FileExistsError):  # the other one's, in namespaces of its own
                os.mkdir(scratch)
            sandbox.pivot_into_minimal_root(scratch, settings["folders"], settings["hidden"])
            self._rehearse(settings["slot_id"])
        gc.collect()
        gc.freeze()  # children share these pages for good

    def _rehearse(self, slot_id):
        """Send one child through the door: what is refused there is told now, and by name."""
        there, here = os.pipe()
        pid = sandbox.fork_into_namespaces()
        if pid == 0:
            said = b""
            try:
                sandbox.close_the_door(slot_id, self._as_root, box_mb=1)
                self._filter.load()
            except BaseException as error:
                said = (getattr(error, "strerror", None) or repr(error)).encode()
            os.write(here, said)
            os._exit(0)
        os.close(here)
        with open(there, "rb") as words:
            said = words.read().decode()
        os.waitpid(pid, 0)
        if said:
            raise OSError(errno.EPERM, said)

    def serve(self, requests):
        """Fork a child for each request; its pid goes back, as this process sees it."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            message, fds, _, _ = socket.recv_fds(requests, 1 << 16, MAX_DOORS + 2)
            if not message:
                return
            pid = sandbox.fork_into_namespaces() if self._full else os.fork()
            if pid == 0:
                try:
                    requests.close()
                    self._child(json.loads(message), fds)
                finally:
                    os._exit(1)
            requests.send(json.dumps({"pid": pid}).encode())
            for fd in fds:
                os.close(fd)

    def _child(self, request, fds):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # it ends a cell that hangs
        control, doors = socket.socket(fileno=fds[0]), [socket.socket(fileno=f) for f in fds[1:]]
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(nowhere, fd)
        control.recv(1)  # the grader has put this process under its limit of memory
        if self._full:
            sandbox.close_the_door(request["slot_id"], self._as_root, request["box_mb"])
            box = sandbox.BOX
        else:
            box = request["box"]
            os.chdir(box)
            if sys.platform == "linux":
                sandbox.lock_privileges()
        for name in set(os.environ) - KEPT:
            del os.environ[name]
        os.environ.update(HOME=box, TMPDIR=box, MPLCONFIGDIR=box, IPYTHONDIR=box)
        tempfile.tempdir = None
        limits = request["limits"]
        if not self._full:
            limits["processes"] = sandbox.beside_the_users_own(limits["processes"])
        sandbox.limit_process(limits)
        if self._filter is not None:
            self._filter.load()
        _new_random_state()
        self._work(control, doors)
        os._exit(0)


def _learner():
    from autograder.grading.learner import run_notebook
    from autograder.grading.shell import new_shell

    shell = new_shell()
    return lambda control, doors: run_notebook(control, doors, shell)


def _judge(secrets):
    from autograder.grading.judge import Checks

    return Checks(secrets["given"], secrets["checks"]).judge


def _warm_up(settings):
    """Import and touch what is slow at its first use: packages, linear algebra, drawing.

    Locked cells are run once for that; they are the same for everybody, and learners see them.
    """
    import numpy as np

    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for position, source in settings["given"]:
            filename = f"<given {position}>"  # a probe's text is looked up
            linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
            exec(compile(source, filename, "exec"), names)
    np.linalg.svd(np.ones((64, 64)) @ np.ones((64, 64)))
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        weight = torch.ones(2, requires_grad=True)
        (weight * weight).sum().backward()
        torch.optim.SGD([weight], lr=0.1).step()
    if "matplotlib.pyplot" in sys.modules:
        plt = sys.modules["matplotlib.pyplot"]
        plt.plot([0, 1])
        plt.savefig(io.BytesIO(), format="png")
        plt.close("all")


def _system_calls(full):
    try:
        from autograder.grading.syscalls import build_filter

        return build_filter()
    except (ImportError, OSError, AttributeError) as error:
        if full:
            said = f"system calls cannot be filtered ({getattr(error, 'strerror', None) or error})"
            raise OSError(errno.ENOENT, said) from None
        return None


def _new_random_state():
    import random

    import numpy as np

    random.seed()
    np.random.seed()  # noqa: NPY002
