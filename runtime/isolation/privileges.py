"""Gives up what a program could use against the processes and the kernel around it, for good."""

import ctypes

from . import calls, system_call_filter

_CAPABILITY_VERSION = 0x20080522
_AMBIENT_CLEAR_ALL = 4
# One number on every processor; since Linux 5.9.
_CLOSE_RANGE = 436


def drop():
    """No capabilities now or later, and the system call filter. What comes from here cannot look into this process."""
    with calls.step("capabilities"):
        for number in range(_last_capability() + 1):
            calls.prctl(calls.PR_CAPBSET_DROP, number)
        calls.prctl(calls.PR_CAP_AMBIENT, _AMBIENT_CLEAR_ALL)
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
        calls.capset(header, (ctypes.c_uint32 * 6)())
        calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)
        calls.prctl(calls.PR_SET_DUMPABLE, 0)
    with calls.step("system call filter"):
        system_call_filter.install()


def _last_capability():
    """The kernel's highest capability; it refuses to tell about a higher one (PR_CAPBSET_READ)."""
    number = 0
    while True:
        try:
            calls.prctl(calls.PR_CAPBSET_READ, number + 1)
        except OSError:
            return number
        number += 1


def close_descriptors():
    """Close all descriptors but 0, 1 and 2."""
    with calls.step("descriptors"):
        calls.syscall(_CLOSE_RANGE, ctypes.c_uint(3), ctypes.c_uint(0xFFFFFFFF), ctypes.c_uint(0))


def show_to_itself():
    """drop() hides /proc/self from the process itself too; this shows it again."""
    calls.prctl(calls.PR_SET_DUMPABLE, 1)
