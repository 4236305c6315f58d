"""The limit on memory is one for all processes of a notebook together, whoever enforces it."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

import pytest

from autograder.grading import memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses control groups and /proc")
PATIENCE = 60  # seconds; a busy machine
FAMILY = """
import os, signal, sys, time
sys.stdin.read(1)
pipes, children = [], []
for _ in range(4):
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        taken = [b"x" * (1 << 20) for _ in range(50)]
        os.write(here, b".")
        signal.pause()
    os.close(here)
    pipes.append(there)
    children.append(child)
for there in pipes:
    os.read(there, 1)
time.sleep(0.3)  # who was killed may have spoken before, and takes a moment to end
alive = [os.waitpid(child, os.WNOHANG) == (0, 0) for child in children]
print("all" if all(alive) else "some", flush=True)
signal.pause()
"""


def what_lives(limiter):
    """Four processes take 50 MB each under a limiter: ``"all"`` live, ``"some"``, or ``"none"``."""
    family = subprocess.Popen(
        [sys.executable, "-I", "-c", FAMILY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        limiter.add(family.pid)
        family.stdin.write(b".")
        family.stdin.close()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            limiter.tick()
            if select.select([family.stdout], [], [], 0.05)[0]:
                for _ in range(5):  # it looks now and then, and may find all of it taken already
                    limiter.tick()
                    time.sleep(0.05)
                if family.poll() is not None:
                    return "none"
                return family.stdout.readline().decode().strip()
        raise AssertionError("neither done nor killed")
    finally:
        with contextlib.suppress(OSError):
            os.killpg(family.pid, signal.SIGKILL)
        family.wait()
        family.stdout.close()
        limiter.remove()


@pytest.fixture(params=["control group", "watchdog"])
def limiter(request):
    """Makes a limiter of the kind."""
    if request.param == "watchdog":
        return lambda name, megabytes: memory.Watchdog(megabytes)
    if memory.kind() == "watchdog":
        pytest.skip("this user may not make a control group with a limit on memory here")
    return memory.MemoryGroup


def test_processes_that_are_each_below_the_limit_are_not_all_let_live(limiter):
    assert what_lives(limiter("test-total", 120)) != "all"


def test_below_the_limit_all_live(limiter):
    assert what_lives(limiter("test-enough", 400)) == "all"


def test_a_machine_without_control_groups_gets_the_watchdog(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "ROOT", tmp_path)
    assert memory.kind() == "watchdog"
    assert isinstance(memory.limiter("test-none", 64), memory.Watchdog)


def test_a_group_that_processes_cannot_be_moved_to_is_not_taken(tmp_path, monkeypatch):
    """Version 2: who does not own the folder that holds both may make a group, but not use it."""
    (tmp_path / "cgroup.subtree_control").write_text("cpu memory")
    (tmp_path / "cgroup.procs").touch()
    assert memory._limits_memory(tmp_path, "cgroup v2")
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "cgroup.procs")
    assert not memory._limits_memory(tmp_path, "cgroup v2")
