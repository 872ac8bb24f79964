"""Runs something in namespaces of its own: the order of the steps, and the process that stands guard over it."""

import contextlib
import os
import signal

from . import calls, limits, privileges, root

# What `env` and the shells answer when they cannot run a program.
FAILED = 125
# Seconds between two counts of the processes.
_BETWEEN_COUNTS = 0.2


def fork(own_files, prepare, most_processes=None):
    """Number of a process that is confined; in it, the function that prepare() gives is called, and must not return.

    This process is in the user and network namespaces already, and has a single thread. prepare() is called in the new
    process, before it is confined, and gives (become, parts, megabytes of /tmp); the last two are for root.enter(), and
    mean nothing without own_files. With own_files, all later children of this process belong to the new process
    namespace. When a step fails, standard error says so, and the process ends with 125 before become() is called. With
    own_files, more than most_processes end all of them, with limits.TOO_MANY.
    """
    if own_files:
        with calls.step("process namespace"):
            calls.unshare(calls.NEWPID)
    child = os.fork()
    if child == 0:
        _guard(own_files, prepare, most_processes)
    return child


def _guard(own_files, prepare, most_processes):
    """Be the first process of the namespace: when it ends, all others in it end too."""
    code = FAILED
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        become, parts, temporary_mb = prepare()
        terminal = _has_terminal()
        _end_first()
        if own_files:
            root.enter(parts, temporary_mb)
        privileges.drop()
        # After the last change of credentials, which takes it back.
        calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGTERM])
        child = os.fork() if own_files else 0
        if child == 0:
            if own_files:
                _leave_group(terminal)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            privileges.show_to_itself()
            become()
            os._exit(FAILED)
        signal.signal(signal.SIGTERM, lambda number, _frame: os.kill(child, number))
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        _close_everything()
        code = _wait_for(child) if most_processes is None else _count_until_end(child, most_processes)
    except BaseException as error:
        os.write(2, f"isolation: {error}\n".encode())
    finally:
        os._exit(code)


def _end_first():
    """When memory runs out, the kernel ends what is confined before anything else of this user."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _has_terminal():
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _leave_group(terminal):
    """A signal to the group of the one who started us would reach past the namespace.

    A session of its own is needed to leave a terminal only. The scheduler treats sessions as rivals (sched_autogroup),
    which makes each call between the program and the one who started it slower on a busy machine.
    """
    if terminal:
        os.setsid()
    else:
        os.setpgid(0, 0)


def _close_everything():
    """The streams too: who waits for their end waits for the program, not for its guard."""
    privileges.close_descriptors()
    for number in (0, 1, 2):
        os.close(number)


def _wait_for(child):
    """How the child ended; what it left behind is collected on the way."""
    while True:
        number, status = os.wait()
        if number == child:
            return status_code(status)


def _count_until_end(child, most):
    """The same for a number of processes: the kernel's own limit (RLIMIT_NPROC) does not hold for root."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    while True:
        number, status = os.waitpid(-1, os.WNOHANG)
        if number == child:
            return status_code(status)
        if number != 0:
            continue
        # This process is one of them.
        if sum(each.isdigit() for each in os.listdir("/proc")) > most + 1:
            return limits.TOO_MANY
        signal.sigtimedwait([signal.SIGCHLD], _BETWEEN_COUNTS)


def status_code(status):
    """Of a wait status, as a shell gives it: 128 and the signal when one ended the process."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
