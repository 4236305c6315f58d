"""Call functions in processes of their own, which may hang, crash or eat memory."""

import contextlib
import multiprocessing
import os
import time
from multiprocessing.connection import wait

MEMORY = 4 * 2**30  # bytes that a call may take on top of what is there
PATIENCE = 6  # seconds on the clock for each second of processor time: others work here too


def forked(calls, jobs, seconds):
    """What each call returns, or None where it does not get that far.

    Parameters
    ----------
    calls : sequence of callable
        Without arguments; they give something that can be pickled.
    jobs : int
        Processes at a time.
    seconds : int
        Processor time of one call. What takes longer is stopped, also when it only waits.

    Returns
    -------
    list
    """
    context = multiprocessing.get_context("fork")  # a call inherits what is imported and compiled
    results, running, waiting = [None] * len(calls), {}, list(enumerate(calls))[::-1]
    while waiting or running:
        while waiting and len(running) < jobs:
            index, call = waiting.pop()
            here, there = context.Pipe(duplex=False)
            child = context.Process(target=_tell, args=(there, call, seconds))
            child.start()
            there.close()
            running[here] = index, child, time.monotonic()
        for here in wait(list(running), timeout=0.5):
            index, child, _ = running.pop(here)
            with contextlib.suppress(EOFError):
                results[index] = here.recv()
            here.close()
            child.join()
        for _, child, begun in running.values():
            if time.monotonic() - begun > PATIENCE * seconds:
                child.kill()
    return results


def _tell(there, call, seconds):
    import resource

    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with contextlib.suppress(OSError, ValueError):  # not every system keeps count
        with open("/proc/self/statm") as file:
            pages = int(file.read().split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    code = 1
    with contextlib.suppress(BaseException):
        there.send(call())
        code = 0
    os._exit(code)  # nothing that the parent has open is closed or written twice
