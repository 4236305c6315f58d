"""Which system calls a learner's process may make: an allow-list, everything else is refused.

Names as in the Linux manual, section 2. What is missing is missing on purpose: starting programs,
signals to other processes, leaving the process group, sockets other than the inherited ones,
mounting, namespaces, tracing, keys, kernel interfaces.
"""

import errno

ALLOWED = frozenset(
    """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close
    close_range open openat openat2 creat stat fstat lstat newfstatat statx statfs fstatfs
    access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat
    truncate ftruncate fallocate chmod fchmod fchmodat utime utimes utimensat futimesat umask
    fsync fdatasync sync_file_range fadvise64 readahead copy_file_range sendfile splice tee dup
    dup2 dup3 fcntl flock pipe pipe2 poll ppoll select pselect6 epoll_create epoll_create1
    epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd signalfd4
    timerfd_create timerfd_settime timerfd_gettime inotify_init inotify_init1 inotify_add_watch
    inotify_rm_watch mmap munmap mremap mprotect madvise msync mincore brk mlock munlock
    membarrier futex futex_waitv set_robust_list get_robust_list set_tid_address rseq arch_prctl
    prctl fork vfork exit exit_group wait4 waitid getpid getppid gettid getpgid getpgrp
    getsid getuid geteuid getgid getegid getresuid getresgid getgroups capget
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
    sigaltstack pause alarm setitimer getitimer restart_syscall nanosleep
    clock_nanosleep clock_gettime clock_getres gettimeofday time times timer_create
    timer_settime timer_gettime timer_getoverrun timer_delete sched_yield sched_getaffinity
    sched_setaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min getcpu getpriority get_mempolicy getrlimit setrlimit
    getrusage sysinfo uname getrandom socketpair sendto recvfrom sendmsg recvmsg sendmmsg
    recvmmsg shutdown getsockname getpeername getsockopt setsockopt
    """.split()  # noqa: SIM905 - a page of names, not of quotes
)
TERMINAL_QUESTIONS = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # TCGETS ... FIONREAD, FIOCLEX
NEW_NAMESPACES = (1 << 7, 1 << 17, *(1 << bit for bit in range(25, 31)))  # CLONE_NEW* of clone(2)


def build_filter():
    """Build the filter of system calls.

    Returns
    -------
    pyseccomp.SyscallFilter
        Its ``load()`` applies it to this process and all it will start.

    Raises
    ------
    ImportError
        Without pyseccomp.
    OSError
        Without libseccomp.
    """
    try:
        import pyseccomp
    except RuntimeError:  # its way to say so
        raise OSError(errno.ENOENT, "the library libseccomp is not installed") from None

    refuse = pyseccomp.ERRNO(errno.EPERM)
    rules = pyseccomp.SyscallFilter(refuse)
    for name in sorted(ALLOWED):
        _add(rules, pyseccomp.ALLOW, name)
    plain = 0
    for bit in NEW_NAMESPACES:
        plain |= bit
    _add(rules, pyseccomp.ALLOW, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, plain, 0))
    _add(rules, pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be read: use clone
    _add(rules, pyseccomp.ALLOW, "prlimit64", pyseccomp.Arg(0, pyseccomp.EQ, 0))  # its own limits
    for request in TERMINAL_QUESTIONS:
        _add(rules, pyseccomp.ALLOW, "ioctl", pyseccomp.Arg(1, pyseccomp.EQ, request))
    return rules


def _add(rules, action, name, *args):
    try:
        rules.add_rule(action, name, *args)
    except (ValueError, OSError):  # this architecture or libseccomp has no such call
        if args:
            raise
