"""A warm process that has imported what an assignment imports, and forks one child per submission.

Started by :mod:`autograder.grading.slot` as ``python -I -c ... role socket``. It holds no secret
of the course but, as ``"judge"``, the checks' locked cells; a child starts in about ten
milliseconds where a fresh kernel takes two seconds. See ``guides/decisions/0008-grading.md``.
"""

import gc
import io
import json
import os
import signal
import socket
import sys
import tempfile

MAX_DOORS = 200
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
KEPT = {*THREADS, "MPLBACKEND", "LANG", "PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}


def main(role, descriptor):
    """Serve until the other end closes.

    Parameters
    ----------
    role : str
        ``"learner"`` or ``"judge"``.
    descriptor : int
        A SOCK_SEQPACKET socket: requests with file descriptors in, pids out.
    """
    settings = json.load(sys.stdin)
    requests = socket.socket(fileno=descriptor)
    home = settings["home"]
    os.environ.update({name: "1" for name in THREADS})
    os.environ.update(MPLBACKEND="Agg", MPLCONFIGDIR=home, IPYTHONDIR=home, HOME=home)
    try:
        zygote = _Zygote(role, settings, home)
    except BaseException as error:
        requests.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:2000]}).encode())
        raise
    requests.send(b'{"ready": true}')
    zygote.serve(requests)


class _Zygote:
    def __init__(self, role, settings, home):
        self._full = settings["isolation"] == "full"
        self._as_root = self._full and os.geteuid() == 0
        self._settings, self._home = settings, home
        if self._full:
            from autograder.grading import sandbox

            sandbox.enter_own_namespaces(self._as_root)
        exec("\n".join(settings["imports"]), {"__name__": "__main__"})
        self._work = _learner(settings) if role == "learner" else _judge(settings)
        _warm_up()
        self._filter = _system_calls(self._full)
        if len(os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else [1]) > 1:
            raise RuntimeError("an imported package started a thread; a fork would hang")
        if self._full:
            sandbox.pivot_into_minimal_root(home, settings["folders"], settings["hidden"])
        gc.collect()
        gc.freeze()  # children share these pages for good

    def serve(self, requests):
        """Fork a child for each request; its pid goes back, as this process sees it."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            message, fds, _, _ = socket.recv_fds(requests, 1 << 16, MAX_DOORS + 2)
            if not message:
                return
            if self._full:
                from autograder.grading.sandbox import fork_into_namespaces as fork
            else:
                fork = os.fork
            pid = fork()
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
        from autograder.grading import sandbox

        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
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
        sandbox.limit_process(request["limits"])
        if self._filter is not None:
            self._filter.load()
        _new_random_state()
        self._work(control, doors)
        os._exit(0)


def _learner(settings):
    from autograder.grading.learner import run_notebook
    from autograder.grading.shell import new_shell

    shell = new_shell()
    return lambda control, doors: run_notebook(control, doors, shell)


def _judge(settings):
    from autograder.grading.judge import Checks

    return Checks([tuple(cell) for cell in settings["given"]]).judge


def _warm_up():
    """Touch what the first use makes slow: linear algebra and drawing."""
    import numpy as np

    np.linalg.svd(np.ones((64, 64)) @ np.ones((64, 64)))
    if "matplotlib.pyplot" in sys.modules:
        plt = sys.modules["matplotlib.pyplot"]
        plt.plot([0, 1])
        plt.savefig(io.BytesIO(), format="png")
        plt.close("all")


def _system_calls(full):
    try:
        from autograder.grading.syscalls import build_filter

        return build_filter()
    except (ImportError, OSError, AttributeError):
        if full:
            raise RuntimeError("libseccomp is missing") from None
        return None


def _new_random_state():
    import random

    import numpy as np

    random.seed()
    np.random.seed()  # noqa: NPY002
