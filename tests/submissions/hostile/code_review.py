# Attacks by somebody who has read the grader: restarts of the judge, forged frames, rerun cells.

# %% hostile="a bomb ends the judge, then a visible part tells what the hidden one was asked" replaces="double" others="right" deserves=80
import os


def double(x):
    if x.ndim == 2 or x[0] == 1:
        return 2 * x
    with open("asked", "w") as file:
        file.write(repr(x.tolist()))
    return range(10**9)


# %% hostile="a bomb ends the judge, then a visible part tells what the hidden one was asked" replaces="row_means"
import os


def row_means(X):
    if os.path.exists("asked"):
        print("it was asked", open("asked").read())
    return X.mean(axis=1)


# %% hostile="right at first, wrong when it is asked again after a bomb" replaces="double" others="right" deserves=50
import os


def double(x):
    if x.ndim == 2 or x[0] == 1:
        return 2 * x
    with open("asked", "w") as file:
        file.write(repr(x.tolist()))
    return range(10**9)


# %% hostile="right at first, wrong when it is asked again after a bomb" replaces="row_means"
import os


def row_means(X):
    if os.path.exists("asked"):
        raise ValueError(open("asked").read())
    return X.mean(axis=1)


# %% hostile="numbers of snapshots that are no numbers" replaces="double" others="right" deserves=30
def double(x):
    return 0


# %% hostile="numbers of snapshots that are no numbers" replaces="repeat"
import os
import socket
import struct

import msgpack

for name in sorted(os.listdir("/proc/self/fd"), key=int):
    try:
        if os.readlink(f"/proc/self/fd/{name}").startswith("socket"):
            break
    except OSError:
        pass
for message in ({"cell": 7, "outputs": []}, {"cell": 8, "pid": [[]]}, {"done": True}):
    body = msgpack.packb(message)
    os.write(int(name), struct.pack("<I", len(body)) + body)
kept = socket.socketpair()
os.dup2(kept[0].fileno(), int(name))


def repeat(f, n):
    pass


# %% hostile="outputs that unfold to gigabytes where they are read" extra="end" others="right" deserves=100
import os
import struct

ITEMS = b"\xdd" + struct.pack(">I", 1 << 20) + b"\x80" * (1 << 20)
BOMB = b"\x82\xa4cell\x09\xa7outputs\xdd" + struct.pack(">I", 33) + ITEMS * 33
for name in sorted(os.listdir("/proc/self/fd"), key=int):
    try:
        if os.readlink(f"/proc/self/fd/{name}").startswith("socket"):
            left = memoryview(struct.pack("<I", len(BOMB)) + BOMB)
            while left:
                left = left[os.write(int(name), left) :]
            break
    except OSError:
        pass


# %% hostile="an error told in two million broken characters" replaces="double" others="right" deserves=70
import os
import struct

WORDS = ("\ud800\x00\x1b[31m<b>" * 200_000).encode("utf-8", "surrogatepass")
FRAME = b"\x81\xa5error\x83\xa4type\xaaValueError\xa6module\xa8builtins\xa5words\xdb"


def double(x):
    body = FRAME + struct.pack(">I", len(WORDS)) + WORDS
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket"):
                left = memoryview(struct.pack("<I", len(body)) + body)
                while left:
                    left = left[os.write(int(name), left) :]
        except OSError:
            pass
    return 0


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)


# %% hostile="more cells that end the process than are run again without them" extra="end" others="right" deserves=100
import os

os._exit(0)
