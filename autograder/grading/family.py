"""Processes that a process has started, as Linux's /proc tells; elsewhere none are found."""

import contextlib
import os
import signal
from pathlib import Path


def descendants(pid):
    """List all processes that a process and its children started and that are still there.

    Parameters
    ----------
    pid : int
        Its number.

    Returns
    -------
    list of int
        Their numbers; empty on other systems than Linux.
    """
    found, queue = [], [pid]
    while queue:
        parent = queue.pop()
        try:
            threads = os.listdir(f"/proc/{parent}/task")
        except OSError:
            continue
        for thread in threads:
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{parent}/task/{thread}/children").read_text()
                children = [int(word) for word in text.split()]
                found += children
                queue += children
    return found


def number_inside(pid):
    """Look up the number of a process in its own namespace.

    Parameters
    ----------
    pid : int
        Its number here.

    Returns
    -------
    int or None
        None when it is gone.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    return None


def kill_all_but(pid, kept):
    """Kill what descends from a process, until nothing of it is left.

    Parameters
    ----------
    pid : int
        Number of the process, which is not killed itself.
    kept : collection of int
        Numbers of descendants that live on.
    """
    for _ in range(100):
        others = [p for p in descendants(pid) if p not in kept]
        if not others:
            return
        for other in others:
            with contextlib.suppress(OSError):
                os.kill(other, signal.SIGKILL)
