# Everything that can run out: time, memory, processes, threads, files, disk, output, stack.

# %% hostile="endless loop in a cell" replaces="double" others="right" deserves=70
while True:
    pass


# %% hostile="endless loop in a call" replaces="double" others="right" deserves=70
def double(x):
    while True:
        pass


# %% hostile="endless loop only in hidden tests" replaces="double" others="right" deserves=80
def double(x):
    while abs(x).max() > 10:
        pass
    return 2 * x


# %% hostile="a loop that catches every interrupt" replaces="double" others="right" deserves=70
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


# %% hostile="all signals ignored, then a loop in the cell" replaces="double" others="right" deserves=70
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass


# %% hostile="sleep for ever, again after each interrupt" replaces="double" others="right" deserves=70
import time


def double(x):
    while True:
        try:
            time.sleep(10**6)
        except BaseException:
            pass


# %% hostile="blocked in C: a regular expression" replaces="double" others="right" deserves=70
import re


def double(x):
    return re.match(r"(a*)*(a*)*(a*)*b", "a" * 5000)


# %% hostile="blocked in C: a number of 10**10 digits" replaces="double" others="right" deserves=70
def double(x):
    return 10 ** (10**10)


# %% hostile="blocked in C: pause, with signals masked" replaces="double" others="right" deserves=70
import ctypes
import signal


def double(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    libc = ctypes.PyDLL(None)
    while True:
        libc.pause()


# %% hostile="blocked on input" replaces="double" others="right" deserves=70
import os
import sys


def double(x):
    try:
        return input("What is twice this? ")
    except BaseException:
        sys.__stdin__.read()
        os.read(0, 100)


# %% hostile="stopped by its own signal" replaces="double" others="right" deserves=70
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)


# %% hostile="a lock that is never released" replaces="double" others="right" deserves=70
import threading


def double(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


# %% hostile="waiting for a child that waits for its parent" replaces="double" others="right" deserves=70
import os


def double(x):
    read, write = os.pipe()
    if os.fork() == 0:
        while True:
            os.read(read, 1)
    os.wait()


# %% hostile="memory: one process, touched page by page" replaces="double" others="right" deserves=70
def double(x):
    kept = []
    while True:
        kept.append(bytearray(b"x") * (1 << 24))


# %% hostile="memory: a MemoryError caught, and all of it again" replaces="double" others="right" deserves=70
def double(x):
    kept = []
    size = 1 << 28
    while True:
        try:
            kept.append(b"x" * size)
        except MemoryError:
            size = max(size // 2, 1 << 10)


# %% hostile="memory: many forked processes, each below the limit" replaces="double" others="right" deserves=70
import os
import time


def double(x):
    for _ in range(200):
        if os.fork() == 0:
            kept = bytearray(b"x") * (300 << 20)
            time.sleep(600)
            os._exit(len(kept) % 2)
    time.sleep(600)


# %% hostile="memory: shared and anonymous files" replaces="double" others="right" deserves=70
import mmap
import os


def double(x):
    kept = []
    while True:
        number = os.memfd_create("m")
        os.ftruncate(number, 1 << 26)
        area = mmap.mmap(number, 1 << 26)
        area.write(b"x" * (1 << 26))
        kept.append(area)


# %% hostile="memory: /dev/shm filled" replaces="double" others="right" deserves=70
def double(x):
    with open("/dev/shm/big", "wb") as file:
        while True:
            file.write(b"x" * (1 << 24))


# %% hostile="memory: pipes filled and kept" replaces="double" others="right" deserves=70
import os


def double(x):
    kept = []
    while True:
        read, write = os.pipe()
        os.set_blocking(write, False)
        try:
            os.write(write, b"x" * (1 << 16))
        except BlockingIOError:
            pass
        kept.append((read, write))


# %% hostile="fork bomb" replaces="double" others="right" deserves=70
import os


def double(x):
    while True:
        try:
            os.fork()
        except OSError:
            pass


# %% hostile="fork bomb of a shell" replaces="double" others="right" deserves=70
import os


def double(x):
    os.system(":(){ :|:& };:")


# %% hostile="fork bomb in a cell at the start" extra="start" others="right" deserves=100
import os

while True:
    try:
        os.fork()
    except OSError:
        pass


# %% hostile="processes started by subprocess, kept asleep" replaces="double" others="right" deserves=70
import subprocess


def double(x):
    kept = []
    while True:
        try:
            kept.append(subprocess.Popen(["sleep", "600"]))
        except OSError:
            pass


# %% hostile="threads without end" replaces="double" others="right" deserves=70
import threading
import time


def double(x):
    while True:
        try:
            threading.Thread(target=time.sleep, args=(600,)).start()
        except RuntimeError:
            pass


# %% hostile="file descriptors without end" replaces="double" others="right" deserves=70
import os
import socket


def double(x):
    kept = []
    while True:
        try:
            kept.append(os.open("/dev/null", os.O_RDONLY))
            kept.append(socket.socketpair())
        except OSError:
            return 0


# %% hostile="disk filled by one file" replaces="double" others="right" deserves=70
import tempfile


def double(x):
    with open(tempfile.gettempdir() + "/big", "wb") as file:
        while True:
            file.write(b"x" * (1 << 24))


# %% hostile="disk filled where the notebook lies" replaces="double" others="right" deserves=70
def double(x):
    with open("big", "wb") as file:
        while True:
            file.write(b"x" * (1 << 24))


# %% hostile="disk: many small files and deep folders" replaces="double" others="right" deserves=70
import os


def double(x):
    for i in range(10**7):
        try:
            if i % 100 == 0:
                os.mkdir("d" * 50)
                os.chdir("d" * 50)
            open(f"f{i}", "w").close()
        except OSError:
            pass


# %% hostile="disk: a sparse file of 8 TB and a file without a name" replaces="double" others="right" deserves=70
import os
import tempfile


def double(x):
    with open("sparse", "wb") as file:
        file.truncate(8 << 40)
    kept = []
    while True:
        kept.append(tempfile.TemporaryFile())
        kept[-1].write(b"x" * (1 << 24))


# %% hostile="output without end, from a call" replaces="double" others="right" deserves=70
def double(x):
    while True:
        print("x" * 10000)


# %% hostile="output without end, written to the descriptors" replaces="double" others="right" deserves=70
import os


def double(x):
    while True:
        for number in (1, 2):
            os.write(number, b"x" * 65536)


# %% hostile="output: 500 MB in one string" replaces="double" others="right" deserves=70
def double(x):
    print("y" * (500 << 20))
    return 0


# %% hostile="output: a million small displays" replaces="double" others="right" deserves=70
from IPython.display import display


def double(x):
    for i in range(10**6):
        display(i)
    return 0


# %% hostile="output at the end, 1 GB of it, in a cell" extra="end" others="right" deserves=100
for _ in range(1000):
    print("z" * (1 << 20))


# %% hostile="result: 2 GB of zeros" replaces="double" others="right" deserves=70
import numpy as np


def double(x):
    return np.zeros(1 << 28)


# %% hostile="result: a huge shape with strides of zero" replaces="double" others="right" deserves=70
import numpy as np


def double(x):
    return np.broadcast_to(np.float64(1), (1 << 30, 1 << 20))


# %% hostile="result: an empty array with a huge dimension" replaces="double" others="right" deserves=70
import numpy as np


def double(x):
    return np.empty((0, 1 << 40, 1 << 20))


# %% hostile="result: lists nested 10**6 deep" replaces="double" others="right" deserves=70
def double(x):
    inner = []
    for _ in range(10**6):
        inner = [inner]
    return inner


# %% hostile="result: a list that holds itself" replaces="double" others="right" deserves=70
def double(x):
    inner = [0.0]
    inner.append(inner)
    return inner


# %% hostile="result: a dict that holds itself, as key of a tuple and value" replaces="double" others="right" deserves=70
def double(x):
    inner = {}
    inner["a"] = (inner, [inner])
    inner[("b", 1)] = inner.values()
    return inner


# %% hostile="result: lists that grow when decoded, a billion laughs" replaces="double" others="right" deserves=70
def double(x):
    inner = [0.0] * 10
    for _ in range(30):
        inner = [inner] * 10
    return inner


# %% hostile="result: an integer of 10**7 digits" replaces="double" others="right" deserves=70
def double(x):
    return 1 << 33_000_000


# %% hostile="result: a list of integers beyond 64 bits" replaces="double" others="right" deserves=70
def double(x):
    return [2**70, -(2**200), 2.0**1000, 1j, 1 << 64]


# %% hostile="result: a string of 1 GB and surrogates" replaces="double" others="right" deserves=70
def double(x):
    return "\ud800" + "s" * (1 << 30)


# %% hostile="result: a mapping with 10**7 keys" replaces="double" others="right" deserves=70
def double(x):
    return {i: None for i in range(10**7)}


# %% hostile="result: a pickle bomb behind __reduce__" replaces="double" others="right" deserves=70
class Bomb:
    def __reduce__(self):
        return eval, ("[0] * (1 << 36)",)


def double(x):
    return Bomb()


# %% hostile="result: a compressed gigabyte as an npz behind __reduce__" replaces="double" others="right" deserves=70
import zlib

packed = zlib.compress(b"\0" * (1 << 28))


class Packed:
    def __reduce__(self):
        return zlib.decompress, (packed * 1,)


def double(x):
    return [Packed()] * 1000


# %% hostile="recursion without end" replaces="double" others="right" deserves=70
def double(x):
    return double(x)


# %% hostile="recursion with the limit raised, until the stack ends" replaces="double" others="right" deserves=70
import sys


def double(x):
    sys.setrecursionlimit(10**9)
    return [double(x)]


# %% hostile="recursion in C: repr of nested lists" replaces="double" others="right" deserves=70
import sys


def double(x):
    sys.setrecursionlimit(10**9)
    inner = []
    for _ in range(10**6):
        inner = [inner]
    return repr(inner)


# %% hostile="source: a cell that takes for ever to compile" replaces="double" others="right" deserves=70
def double(x):
    return eval("-" * 10**7 + "1")


# %% hostile="processor taken by threads in C that outlive the call" replaces="double" others="right" deserves=70
import hashlib
import threading


def double(x):
    for _ in range(16):
        threading.Thread(
            target=lambda: [hashlib.pbkdf2_hmac("sha512", b"p", b"s", 10**8) for _ in range(9)],
            daemon=True,
        ).start()
    return 0


# %% hostile="an import that never ends" replaces="double" others="right" deserves=70
import sys
import threading


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "a_module_that_is_looked_for":
            threading.Event().wait()


sys.meta_path.insert(0, Finder())


def double(x):
    import a_module_that_is_looked_for
