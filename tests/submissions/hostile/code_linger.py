# What stays after the notebook ended, or acts when nobody looks: daemons, handlers, files.

# %% hostile="a daemon: double fork and setsid" replaces="double" others="right" deserves=70
import os
import time


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            for number in range(3):
                os.close(number)
            time.sleep(3600)
        os._exit(0)
    os.wait()
    return 0


# %% hostile="a daemon that renews itself every 50 ms" replaces="double" others="right" deserves=70
import os
import time


def flee():
    for _ in range(10**6):
        if os.fork():
            os._exit(0)
        os.setsid()
        time.sleep(0.05)


if os.fork() == 0:
    flee()


def double(x):
    return 0


# %% hostile="a daemon that fills memory after a while" extra="end" others="right" deserves=100
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(3)
        kept = []
        while True:
            kept.append(bytearray(b"x") * (1 << 24))
    os._exit(0)


# %% hostile="a daemon holding stdout and stderr open" extra="end" others="right" deserves=100
import subprocess

subprocess.Popen(["sleep", "3600"], start_new_session=True)


# %% hostile="a daemon that ignores every signal and its group" extra="end" others="right" deserves=100
import os
import signal
import time

if os.fork() == 0:
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.setsid()
    while True:
        time.sleep(60)


# %% hostile="exit delayed for ever by atexit" extra="end" others="right" deserves=100
import atexit
import time


def wait():
    while True:
        time.sleep(60)


atexit.register(wait)


# %% hostile="exit delayed for ever by a thread that is no daemon" extra="end" others="right" deserves=100
import threading
import time

threading.Thread(target=lambda: [time.sleep(60) for _ in range(10**6)]).start()


# %% hostile="exit delayed by finalizers that run for ever" extra="end" others="right" deserves=100
class Last:
    def __del__(self):
        while True:
            pass


import builtins

builtins.last = Last()


# %% hostile="a signal handler for the request to stop" replaces="double" others="right" deserves=70
import os
import signal

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGXCPU):
    signal.signal(number, lambda *_: os.fork())


def double(x):
    while True:
        pass


# %% hostile="the time limit's own alarm taken over" replaces="double" others="right" deserves=70
import resource
import signal

signal.setitimer(signal.ITIMER_REAL, 0)
signal.alarm(0)
for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NPROC):
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass


def double(x):
    while True:
        signal.alarm(0)


# %% hostile="files left in every writable place" extra="end" others="right" deserves=100
import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), ".", "..", "/run", "/"):
    for name in ("left.txt", ".left", "sitecustomize.py", "left\nwith a new line", "-rf", "é" * 100):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("left")
        except OSError:
            pass


# %% hostile="folders that cannot be removed easily" extra="end" others="right" deserves=100
import os

try:
    for _ in range(3000):
        os.mkdir("deep")
        os.chdir("deep")
except OSError:
    pass
try:
    os.mkdir("closed")
    open("closed/file", "w").close()
    os.chmod("closed/file", 0)
    os.chmod("closed", 0)
except OSError:
    pass


# %% hostile="a cron job, a service and a profile" extra="end" others="right" deserves=100
import os
import subprocess

for command in (
    "echo '* * * * * touch /tmp/was-here' | crontab -",
    "echo touch /tmp/was-here | at now + 1 minute",
    "systemd-run --user --on-active=30 touch /tmp/was-here",
    "nohup sh -c 'sleep 30; touch /tmp/was-here' >/dev/null 2>&1 &",
    "echo 'touch /tmp/was-here' >> ~/.profile",
):
    subprocess.run(command, shell=True, capture_output=True, timeout=5)


# %% hostile="semaphores, queues and shared segments left behind" extra="end" others="right" deserves=100
import ctypes

libc = ctypes.CDLL(None)
for i in range(200):
    libc.shmget(0, 1 << 20, 0o1666)
    libc.semget(0, 10, 0o1666)
    libc.msgget(0, 0o1666)
from multiprocessing import resource_tracker, shared_memory

for i in range(20):
    area = shared_memory.SharedMemory(create=True, size=1 << 20)
    resource_tracker.unregister(area._name, "shared_memory")


# %% hostile="the working folder removed under the grader" extra="end" others="right" deserves=100
import os
import shutil

here = os.getcwd()
shutil.rmtree(here, ignore_errors=True)


# %% hostile="the whole home, temporary folder and course removed" extra="end" others="right" deserves=100
import os
import shutil
import tempfile

for folder in ("../../../submitted", "../..", tempfile.gettempdir(), os.path.expanduser("~")):
    shutil.rmtree(folder, ignore_errors=True)
