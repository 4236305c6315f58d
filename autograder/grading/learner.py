"""Run a learner's cells in the sandbox; at each check leave a snapshot that answers questions.

No text of a check, no hidden input and no expected value ever enters this process: a snapshot
learns the inputs of one check after everything that a learner can read was sent and sealed.
"""

import os
import resource
import sys
import time

from autograder.grading.frames import Channel
from autograder.grading.shell import Stream
from autograder.grading.snapshot import serve


def _fork():
    """Fork; where the learner's own processes leave no room, the check goes without a snapshot."""
    for _ in range(20):
        try:
            return os.fork()
        except OSError:
            time.sleep(0.05)
    return -1


def _limit_cpu(seconds):
    """An answer that never ends must not slow down the checks after it."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def run_notebook(control, doors, shell):
    """Run the cells that `control` asks for, then wait until all snapshots have ended.

    Parameters
    ----------
    control : socket.socket
        Gives ``{"cells": [{"kind", "source", "binds"}]}``; gets one answer per cell, in order.
        Kinds: ``"run"`` (the learner's), ``"given"`` (locked, runs on both sides), ``"check"``.
    doors : list of socket.socket
        One per check: where its snapshot answers.
    shell : Shell
        Where the cells run.
    """
    channel = Channel(control)
    job = channel.receive()
    cells = job["cells"]
    sys.stdout, sys.stderr = Stream("stdout", shell.outputs), Stream("stderr", shell.outputs)
    given, doors = {}, list(doors)
    for number, cell in enumerate(cells):
        if cell["kind"] == "check":
            door = doors.pop(0)
            pid = _fork()
            if pid == 0:
                try:
                    for other in (control, *doors):
                        other.close()  # each snapshot answers for its own check alone
                    _limit_cpu(job["check_cpu_seconds"])
                    serve(Channel(door), shell.user_ns, given)
                finally:
                    os._exit(0)
            door.close()
            channel.send({"cell": number, "pid": pid})
            continue
        try:
            shell.run_cell(cell["source"], store_history=True)
        except BaseException as error:
            shell.outputs.add(
                {
                    "output_type": "error",
                    "ename": type(error).__name__,
                    "evalue": "",
                    "traceback": [],
                }
            )
        if cell["kind"] == "given":
            given.update((n, shell.user_ns[n]) for n in cell["binds"] if n in shell.user_ns)
        channel.send({"cell": number, "outputs": shell.outputs.take()})
    channel.send({"done": True})
    control.close()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return
        except KeyboardInterrupt:
            continue
