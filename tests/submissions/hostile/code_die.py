# Ways for a process to end, or to end others, at once and without a word.

# %% hostile="os._exit in a cell" replaces="double" others="right" deserves=70
import os

os._exit(0)


# %% hostile="os._exit in a call" replaces="double" others="right" deserves=70
import os


def double(x):
    os._exit(0)


# %% hostile="os._exit in a hidden call only" replaces="double" others="right" deserves=80
import os


def double(x):
    if abs(x).max() > 100:
        os._exit(0)
    return 2 * x


# %% hostile="os._exit in a probe" replaces="repeat" others="right" deserves=60
import os


def repeat(f, n):
    f()
    os._exit(0)


# %% hostile="SystemExit in a cell" replaces="double" others="right" deserves=70
raise SystemExit(0)


# %% hostile="SystemExit in a call" replaces="double" others="right" deserves=70
def double(x):
    raise SystemExit("all tests passed")


# %% hostile="SystemExit in a probe" replaces="repeat" others="right" deserves=60
import sys


def repeat(f, n):
    sys.exit(0)


# %% hostile="exit, quit and ask_exit of the shell" replaces="double" others="right" deserves=70
get_ipython().ask_exit()
exit()
quit()


# %% hostile="killed by itself" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)


# %% hostile="its parent killed" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    os.kill(os.getppid(), signal.SIGKILL)
    return 0


# %% hostile="all ancestors killed, and their groups" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    pid = os.getppid()
    while pid > 0:
        with open(f"/proc/{pid}/stat") as file:
            above = int(file.read().rsplit(")", 1)[1].split()[1])
        for kill in (os.kill, os.killpg):
            try:
                kill(pid, signal.SIGKILL)
            except OSError:
                pass
        pid = above
    return 0


# %% hostile="everything killed: kill -1" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    os.kill(-1, signal.SIGKILL)
    return 0


# %% hostile="every number killed in turn" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    for pid in range(1, 40000):
        if pid != os.getpid():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
    return 0


# %% hostile="others stopped, not killed" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    for pid in range(2, 40000):
        if pid != os.getpid():
            try:
                os.kill(pid, signal.SIGSTOP)
            except OSError:
                pass
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0


# %% hostile="segmentation fault by ctypes" replaces="double" others="right" deserves=70
import ctypes


def double(x):
    ctypes.string_at(0)


# %% hostile="abort" replaces="double" others="right" deserves=70
import os


def double(x):
    os.abort()


# %% hostile="a trap and an illegal instruction" replaces="double" others="right" deserves=70
import ctypes
import mmap


def double(x):
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(b"\x0f\x0b\xcc\xf4")
    ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


# %% hostile="the interpreter's own memory overwritten" replaces="double" others="right" deserves=70
import ctypes


def double(x):
    for thing in (None, 0, "", (), object, type):
        ctypes.memset(id(thing), 0, 64)


# %% hostile="the return address of C overwritten by a callback" replaces="double" others="right" deserves=70
import ctypes


def double(x):
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    ctypes.CDLL(None).qsort(id(x), 1 << 20, 64, kind(lambda a, b: ctypes.string_at(b) and 1))


# %% hostile="another program in its place" replaces="double" others="right" deserves=70
import os


def double(x):
    os.execv("/bin/true", ["true"])


# %% hostile="the interpreter finalized" replaces="double" others="right" deserves=70
import ctypes


def double(x):
    ctypes.pythonapi.Py_FinalizeEx()


# %% hostile="dead by a limit it set itself" replaces="double" others="right" deserves=70
import resource


def double(x):
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NOFILE, 1):
        resource.setrlimit(limit, (1, 1))
    while True:
        open("/dev/null")


# %% hostile="KeyboardInterrupt in a cell" replaces="double" others="right" deserves=70
raise KeyboardInterrupt


# %% hostile="a cell that does not compile, with NUL and form feed" replaces="double" others="right" deserves=70
def double(x:
    return "\0


# %% hostile="top-level await that never comes" replaces="double" others="right" deserves=70
import asyncio

await asyncio.Event().wait()


# %% hostile="the loop of the kernel stopped" replaces="double" others="right" deserves=70
import asyncio

asyncio.get_event_loop().stop()
asyncio.get_event_loop().close()


# %% hostile="sys.modules, builtins and the namespace emptied" extra="end" others="right" deserves=100
import builtins
import sys

sys.modules.clear()
vars(builtins).clear()
globals().clear()


# %% hostile="import machinery and open broken before it ends" extra="end" others="right" deserves=100
import builtins
import io
import sys

builtins.open = io.open = builtins.__import__ = builtins.print = None
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None
sys.path.clear()
sys.meta_path.clear()
