"""The system calls that Python's standard library lacks (before 3.12: unshare and setns too)."""

import contextlib
import ctypes
import os

NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_CAP_AMBIENT = 23, 24, 47

# One number on every processor, but pivot_root.
_MOUNT_SETATTR = 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


class IsolationError(Exception):
    """A step of the set-up that the system refuses; its text names the step and the refusal."""


@contextlib.contextmanager
def step(name):
    """Whatever the system refuses inside is an IsolationError that names the step."""
    try:
        yield
    except OSError as error:
        raise IsolationError(f"{name}: {os.strerror(error.errno) if error.errno else error}") from error


def _checked(result, path=None):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
    return result


def _bytes(text):
    return None if text is None else os.fsencode(text)


def unshare(flags):
    _checked(_libc.unshare(flags))


def setns(descriptor, kind):
    _checked(_libc.setns(descriptor, kind))


def prctl(option, *arguments):
    values = [ctypes.c_ulong(each) for each in (*arguments, 0, 0, 0, 0)[:4]]
    return _checked(_libc.prctl(option, *values))


def capset(header, content):
    _checked(_libc.capset(header, content))


def syscall(number, *arguments):
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments))


def mount(source, target, kind, flags, options=None):
    names = [_bytes(each) for each in (source, target, kind)]
    _checked(_libc.mount(*names, ctypes.c_ulong(flags), _bytes(options)), target)


def unmount(target):
    """Detaches the mount at once; the kernel removes it after its last use."""
    _checked(_libc.umount2(_bytes(target), MNT_DETACH), target)


def pivot_root(new, old):
    number = _PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise OSError(38, os.strerror(38))
    syscall(number, _bytes(new), _bytes(old))


class _Attributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user")]


def restrict(target, attributes, recursive=True):
    """Set attributes of a mount, and of those below it (mount_setattr, since Linux 5.12); flags that it has stay."""
    content = _Attributes(set=attributes)
    flags = ctypes.c_uint(_AT_RECURSIVE if recursive else 0)
    size = ctypes.c_size_t(ctypes.sizeof(content))
    syscall(_MOUNT_SETATTR, ctypes.c_int(_AT_FDCWD), _bytes(target), flags, ctypes.byref(content), size)
