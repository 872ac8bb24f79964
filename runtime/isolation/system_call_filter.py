"""A seccomp filter for what namespaces do not separate.

Sockets are of families that the network namespace holds (a virtual machine's AF_VSOCK reaches its host from any). No
io_uring, which makes sockets past a filter; no keyrings, which belong to the user; no tracing; no typing into the
terminal that one was started from; no namespaces, so that the kernel's code for administrators stays out of reach.
"""

import ctypes
import errno
import os
import struct

from . import calls

_SPEC_ALLOW = 4
_SET_MODE_FILTER = 1
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where a filter finds what it decides by. Of the arguments it reads the low half, as the kernel does.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_X32 = 0x40000000
# Mount, cgroup, uts, ipc, user, pid and network namespaces.
_NAMESPACES = 0x7E020000
# TIOCSTI, TIOCLINUX.
_TYPING = (0x5412, 0x541C)
# AF_UNIX, AF_INET, AF_INET6, AF_NETLINK.
_FAMILIES = (1, 2, 10, 16)

# Numbers of the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
_PROCESSORS = {
    "x86_64": {
        "architecture": 0xC000003E, "seccomp": 317, "socket": 41, "clone": 56, "ioctl": 16,
        "refused": (101, 310, 311, 248, 249, 250, 272, 308, 298, 321), "group": (109, 112),
    },
    "aarch64": {
        "architecture": 0xC00000B7, "seccomp": 277, "socket": 198, "clone": 220, "ioctl": 29,
        "refused": (117, 270, 271, 217, 218, 219, 97, 268, 241, 280), "group": (154, 157),
    },
}  # fmt: skip
# refused: ptrace, process_vm_readv, process_vm_writev, add_key, request_key, keyctl, unshare, setns, perf_event_open,
# bpf. group: setpgid, setsid.
_REFUSED_EVERYWHERE = (438,)  # pidfd_getfd
# Programs that meet these look for the older way: io_uring_setup, and clone3, whose flags a filter cannot read.
_UNKNOWN_EVERYWHERE = (425, 435)


def install(families=_FAMILIES, keep_group=False):
    """Filter this process and all that come from it. Throws OSError where the processor or the kernel has no filter.

    families are those of the sockets that it may make; with keep_group nothing leaves its process group.
    """
    processor = _PROCESSORS.get(os.uname().machine)
    if processor is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    content = ctypes.create_string_buffer(b"".join(_program(processor, families, keep_group)))
    program = struct.pack("HxxxxxxP", (len(content) - 1) // 8, ctypes.addressof(content))
    calls.syscall(processor["seccomp"], ctypes.c_uint(_SET_MODE_FILTER), ctypes.c_uint(_SPEC_ALLOW), program)


def _program(processor, families, keep_group):
    refused = (*processor["refused"], *_REFUSED_EVERYWHERE, *(processor["group"] if keep_group else ()))
    yield from (_load(_ARCHITECTURE), *_unless(_EQUAL, processor["architecture"], errno.ENOSYS), _load(_NUMBER))
    yield from _when(_AT_LEAST, _X32, errno.ENOSYS)
    for number in _UNKNOWN_EVERYWHERE:
        yield from _when(_EQUAL, number, errno.ENOSYS)
    for number in refused:
        yield from _when(_EQUAL, number, errno.EPERM)
    yield from (_jump(_EQUAL, processor["clone"], 0, 4), _load(_FIRST_ARGUMENT))
    yield from (*_when(_ANY_BIT, _NAMESPACES, errno.EPERM), _return(_ALLOW))
    yield from (_jump(_EQUAL, processor["ioctl"], 0, 2 + 2 * len(_TYPING)), _load(_SECOND_ARGUMENT))
    for request in _TYPING:
        yield from _when(_EQUAL, request, errno.EPERM)
    yield _return(_ALLOW)
    yield from (_jump(_EQUAL, processor["socket"], 1, 0), _return(_ALLOW), _load(_FIRST_ARGUMENT))
    for family in families:
        yield from (_jump(_EQUAL, family, 0, 1), _return(_ALLOW))
    yield _return(_ERROR | errno.EAFNOSUPPORT)


def _when(test, value, error):
    return _jump(test, value, 0, 1), _return(_ERROR | error)


def _unless(test, value, error):
    return _jump(test, value, 1, 0), _return(_ERROR | error)


def _load(offset):
    return struct.pack("HBBI", _LOAD, 0, 0, offset)


def _jump(test, value, yes, no):
    return struct.pack("HBBI", test, yes, no, value)


def _return(value):
    return struct.pack("HBBI", _RETURN, 0, 0, value)
