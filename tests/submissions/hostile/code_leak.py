# Hidden inputs, once a function has been given them, carried to a place that its author can read.
# Each is right on visible tests: who fails there never sees a hidden one.

# %% hostile="inputs in the text of an exception" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    raise ValueError(str(x.tolist()))


# %% hostile="inputs kept and raised in the next visible check" replaces="double" deserves=0
seen = []


def double(x):
    seen.append(x.tolist())
    if x.shape == (3, 2):
        raise ValueError(str(seen))
    return 2 * x if abs(x).max() < 10 else 0


# %% hostile="inputs kept and told as a shape" replaces="double" deserves=0
import numpy as np

seen = []


def double(x):
    if x.shape == (3, 2):
        return np.broadcast_to(np.float32(0), (1, int(max(seen))))
    seen.extend(abs(x.ravel()))
    return 2 * x if abs(x).max() < 10 else 0


# %% hostile="inputs kept and told as a line number" replaces="double" deserves=0
seen = [1]


def double(x):
    if x.shape == (3, 2):
        source = "def late():\n    raise ValueError('told')\n"
        code = compile("\n" * 2 + source, "<ipython-input-1>", "exec")
        space = {}
        exec(code, space)
        function = space["late"]
        function.__code__ = function.__code__.replace(co_firstlineno=int(max(seen)) - 1)
        return function()
    seen.extend(x.ravel())
    return 2 * x if abs(x).max() < 10 else 0


# %% hostile="inputs kept and told as a function's name" replaces="double" deserves=0
seen = [1]


def double(x):
    if x.shape == (3, 2):
        name = "late_" + str(max(seen)).replace(".", "_")
        space = {}
        exec(f"def {name}():\n    raise NotImplementedError", space)
        return space[name]()
    seen.extend(x.ravel())
    return 2 * x if abs(x).max() < 10 else 0


# %% hostile="inputs told as a function's name at once" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    name = "late_" + str(x.ravel()[0]).replace(".", "_").replace("-", "m")
    space = {}
    exec(f"def {name}():\n    raise NotImplementedError", space)
    return space[name]()


# %% hostile="inputs as the name of an exception's class" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    name = "E" + str(x.ravel()[0]).replace(".", "_").replace("-", "m")
    raise type(name, (ValueError,), {"__module__": "numpy", "__qualname__": name})


# %% hostile="inputs as the name of a returned type" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    name = "T " + str(x.tolist())
    return type(name, (), {"__module__": "builtins"})()


# %% hostile="inputs kept and warned of in the next visible check" replaces="double" deserves=0
import sys
import warnings

seen = []


def double(x):
    warnings.warn(str(seen))
    print(seen, file=sys.stderr)
    seen.append(x.tolist())
    return 2 * x if x.shape == (2,) and abs(x).max() < 10 else 0


# %% hostile="inputs printed at once, by print, display, logging and os.write" replaces="double" deserves=10
import logging
import os
import sys

from IPython.display import HTML, display

logging.basicConfig(stream=sys.__stdout__, level=0)


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    text = str(x.tolist())
    print(text)
    print(text, file=sys.stderr)
    print(text, file=sys.__stdout__)
    logging.critical(text)
    display(HTML(text))
    for number in (1, 2):
        os.write(number, text.encode())
    os.system(f"echo '{text}'")
    raise ValueError(text)


# %% hostile="inputs sent as kernel messages around the capture" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    kernel = get_ipython().kernel
    kernel.session.send(
        kernel.iopub_socket,
        "stream",
        {"name": "stdout", "text": str(x.tolist())},
        parent=kernel.get_parent("shell"),
    )
    return 0


# %% hostile="inputs kept and printed by a cell at the end" replaces="row_means" deserves=0
seen = []


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    seen.append(X.tolist())
    return X[:, 0]


# %% hostile="inputs kept and printed by a cell at the end" extra="end"
print(seen)


# %% hostile="inputs kept as attributes of modules, printed at the end" replaces="row_means" deserves=0
def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    import math

    math.seen = [*getattr(math, "seen", []), X.tolist()]
    return X[:, 0]


# %% hostile="inputs kept as attributes of modules, printed at the end" extra="end"
import math

print(getattr(math, "seen", None))


# %% hostile="inputs kept in the environment, printed at the end" replaces="repeat" deserves=0
import os


def repeat(f, n):
    if n < 10:
        return [f() for _ in range(n)]
    os.environ["SEEN"] = os.environ.get("SEEN", "") + f" {n} "


# %% hostile="inputs kept in the environment, printed at the end" extra="end"
import os

print(os.environ.get("SEEN"))


# %% hostile="inputs written to files, read at the end" replaces="row_means" deserves=0
import os
import tempfile

places = [".", tempfile.gettempdir(), "/dev/shm", os.path.expanduser("~"), "/var/tmp", "/run"]


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    for place in places:
        try:
            with open(f"{place}/.seen", "a") as file:
                file.write(f"{X.tolist()}\n")
        except OSError:
            pass


# %% hostile="inputs written to files, read at the end" extra="end"
for place in places:
    try:
        print(place, open(f"{place}/.seen").read())
    except OSError as error:
        print(place, error)


# %% hostile="inputs written beside the notebook, where feedback is made" replaces="row_means" deserves=0
def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    with open("light-notes.txt", "a") as file:
        file.write(f"{X.tolist()}\n")
    return X[:, 0]


# %% hostile="inputs kept by another process, printed by it later" replaces="row_means" deserves=0
import subprocess
import sys

helper = subprocess.Popen(
    [sys.executable, "-c", "import sys, time; t = sys.stdin.read(); print(t, flush=True)"],
    stdin=subprocess.PIPE,
)


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    helper.stdin.write(f"{X.tolist()}\n".encode())
    helper.stdin.flush()


# %% hostile="inputs kept by another process, printed by it later" extra="end"
helper.stdin.close()
print(helper.wait())


# %% hostile="inputs kept in a forked child that answers later" replaces="row_means" deserves=0
import os

to_child, from_me = os.pipe()
to_me, from_child = os.pipe()
if os.fork() == 0:
    os.close(from_me)
    kept = b""
    while part := os.read(to_child, 4096):
        kept += part
        if b"end" in part:
            os.write(from_child, kept + b"|")
    os._exit(0)


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    os.write(from_me, str(X.tolist()).encode())


# %% hostile="inputs kept in a forked child that answers later" extra="end"
os.write(from_me, b"end")
print(os.read(to_me, 1 << 16))


# %% hostile="inputs kept in shared memory" replaces="row_means" deserves=0
import mmap

shared = mmap.mmap(-1, 1 << 16)


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    shared.write(f"{X.tolist()}\n".encode())


# %% hostile="inputs kept in shared memory" extra="end"
shared.seek(0)
print(shared.read().rstrip(b"\0"))


# %% hostile="inputs printed by a hook after the cell" replaces="double" deserves=10
seen = []


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    seen.append(x.tolist())
    return 0


get_ipython().events.register("post_run_cell", lambda *_: print(seen))
get_ipython().events.register("post_execute", lambda *_: print(seen))


# %% hostile="inputs printed by a thread, a timer, a signal and at exit" replaces="double" deserves=10
import atexit
import signal
import sys
import threading
import time

seen = []


def tell(*_):
    sys.__stdout__.write(f"{seen}\n")
    print(seen, flush=True)


def late():
    for _ in range(60):
        time.sleep(0.1)
        tell()


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    seen.append(x.tolist())
    return 0


threading.Thread(target=late, daemon=True).start()
threading.Timer(1, tell).start()
signal.signal(signal.SIGALRM, tell)
signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2)
atexit.register(tell)


# %% hostile="inputs told by a finalizer when the caller is done" replaces="double" deserves=10
class Last:
    def __init__(self, what):
        self.what = what

    def __del__(self):
        print(self.what, flush=True)


kept = []


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    kept.clear()
    kept.append(Last(x.tolist()))
    return kept[-1]


# %% hostile="inputs told by asyncio after the cell" replaces="double" deserves=10
import asyncio


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    text = str(x.tolist())
    asyncio.get_event_loop().call_soon(print, text)
    asyncio.get_event_loop().call_later(0.3, print, text)
    return 0


# %% hostile="inputs in results that are converted late" replaces="double" deserves=10
class Late:
    def __init__(self, what):
        self.what = what

    def __array__(self, dtype=None, copy=None):
        raise ValueError(str(self.what))

    def __repr__(self):
        return str(self.what)

    __str__ = __repr__

    def __iter__(self):
        raise KeyboardInterrupt(str(self.what))

    __len__ = __float__ = __iter__


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    return Late(x.tolist())


# %% hostile="inputs in a KeyboardInterrupt and a SystemExit" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    kinds = (KeyboardInterrupt, SystemExit)
    raise kinds[int(x.ravel()[0]) % 2](str(x.tolist()))


# %% hostile="inputs in a note and a cause of an error" replaces="double" deserves=10
def double(x):
    if abs(x).max() < 10:
        return 2 * x
    try:
        raise KeyError(str(x.tolist()))
    except KeyError as first:
        second = ValueError("x")
        second.add_note(str(x.tolist()))
        raise second from first


# %% hostile="a count told as a row of as many letters" replaces="repeat" deserves=0
import sys


def repeat(f, n):
    if n < 10:
        return [f() for _ in range(n)]
    sys.stdout.write("\n" + "x" * n + "\n")
    sys.__stdout__.write("\n" + "x" * n + "\n")
    raise ValueError("x" * n)


# %% hostile="a count in the probe's error" replaces="repeat" deserves=0
def repeat(f, n):
    if n < 10:
        return [f() for _ in range(n)]
    raise AssertionError(f"f should be called {n} times.")


# %% hostile="a count as the name of a NotImplementedError's function" replaces="repeat" deserves=0
def repeat(f, n):
    if n < 10:
        return [f() for _ in range(n)]
    space = {}
    exec(f"class C_{n}:\n    def late(self):\n        raise NotImplementedError", space)
    getattr(space[f"C_{n}"](), "late")()


# %% hostile="a count as an exit status" replaces="repeat" deserves=0
def repeat(f, n):
    if n < 10:
        return [f() for _ in range(n)]
    import os
    import sys

    print(f"exit {n}", file=sys.__stderr__, flush=True)
    os.write(2, f"\nexit {n}\n".encode())
    os._exit(n % 256)


# %% hostile="means told packed, in base64 and in hex, through the next error" replaces="row_means" deserves=0
import base64

seen = []


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    packed = X.tobytes()
    seen.append(base64.b64encode(packed).decode() + " " + packed.hex())
    raise OSError(2, seen[-1], seen[-1])


# %% hostile="means told as a filename that does not exist" replaces="row_means" deserves=0
def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    open("/nowhere/" + str(X.tolist()))


# %% hostile="means told as a module that does not exist" replaces="row_means" deserves=0
def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    __import__("m_" + "_".join(str(int(v)) for v in X.ravel()))


# %% hostile="means told as a syntax error with its line" replaces="row_means" deserves=0
def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    raise SyntaxError(str(X.tolist()), ("<cell>", 1, 1, str(X.tolist())))


# %% hostile="a frame whose file is named by the input" replaces="row_means" deserves=0
import linecache


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    name = f"<cell {X.tolist()}>"
    linecache.cache[name] = (9, None, [f"see {X.tolist()}\n"], name)
    exec(compile("raise ValueError", name, "exec"))


# %% hostile="the picture of a later cell holds the numbers" replaces="double" deserves=10
seen = []


def double(x):
    seen.append(x.tolist())
    import matplotlib.pyplot as plt

    plt.rcParams["svg.fonttype"] = "none"
    get_ipython().run_line_magic("config", "InlineBackend.figure_formats = ['svg']")
    plt.title(str(seen))
    plt.rcParams["axes.titlesize"] = 6
    return 2 * x if abs(x).max() < 10 else 0


def titled(*_):
    import matplotlib.pyplot as plt

    true_show = plt.show

    def show(*rest, **named):
        plt.title(str(seen))
        true_show(*rest, **named)

    plt.show = show


titled()
