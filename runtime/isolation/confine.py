"""Runs something in namespaces of its own: the order of the steps, and the process that stands guard over it."""

import os
import signal

from . import calls, privileges, root

# What `env` and the shells answer when they cannot run a program.
FAILED = 125


def fork(parts, become, temporary_mb=512):
    """The number of a process that is confined and calls become(), which must not return.

    This process is in the user and network namespaces already, and has a single thread. After this, all of its children
    are born into the new process namespace. parts is what contents.plan() gives, or None to leave the files as they are. A step that fails is said on the standard error of the new process,
    which ends with 125 before become() is called.
    """
    if parts is not None:
        with calls.step("process namespace"):
            calls.unshare(calls.NEWPID)
    child = os.fork()
    if child == 0:
        _guard(parts, become, temporary_mb)
    return child


def _guard(parts, become, temporary_mb):
    """Be the first process of the namespace: when it ends, all others in it end too."""
    code = FAILED
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if parts is None:
            privileges.drop()
            _become(become)
        root.enter(parts, temporary_mb)
        privileges.drop()
        # Last, because a change of credentials takes it back.
        calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        child = os.fork()
        if child == 0:
            # A group of its own: a signal to the group of the one who started us would reach past the namespace.
            os.setsid()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            _become(become)
        signal.signal(signal.SIGTERM, lambda number, _frame: os.kill(child, number))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        _close_everything()
        code = _wait_for(child)
    except calls.IsolationError as error:
        os.write(2, f"isolation: {error}\n".encode())
    finally:
        os._exit(code)


def _become(become):
    privileges.show_to_itself()
    become()
    os._exit(FAILED)


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


def status_code(status):
    """Of a wait status, as a shell gives it: 128 and the signal when one ended the process."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
