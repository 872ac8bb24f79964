"""Runs a command apart from the user's files, processes and sockets, by the rules of Landlock: for kernels that have no
user namespaces for everybody, such as Ubuntu's with AppArmor.

    python runtime/isolation/rules.py [--read PATH]... [--write PATH]... -- COMMAND...

--read PATH     beside the system's programs and the interpreter that runs this: this file or folder, read-only
--write PATH    this file or folder, writable
--probe         run nothing, and print null where it works, else why not

The command makes no sockets, gains no rights (no set-user-ID program does either), looks into no process outside, and
cannot leave its process group, so that a signal to the group ends all of it. What it can still do: ask whether a file
of a known name is there, change modes and times of this user's files, and, before Linux 6.12, send signals to
processes of this user. It starts in the current folder, with this environment and no descriptor but 0, 1 and 2. When
the set-up fails, nothing is run: the answer is 125, and standard error says `isolation: <step>: <why>`.

Where the system has it: Linux from 6.2 on, on x86_64 and aarch64, with Landlock switched on.
"""

import argparse
import contextlib
import ctypes
import errno
import json
import os
import resource
import signal
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from isolation import calls, confine, contents, privileges, probe, system_call_filter

# One number on every processor.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
# Truncating has a right of its own since the third version; without it every file could be emptied.
_OLDEST = 3

# Rights of include/uapi/linux/landlock.h: execute, read file, read folder; then those that a single file has.
_READ = 1 << 0 | 1 << 2 | 1 << 3
_FILE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_WRITABLE_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def restrict(read, write):
    """Keep this process, and all that come from it, to these paths, for good."""
    with calls.step("Landlock"):
        version = calls.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_ASK_VERSION))
        if version < _OLDEST:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        files = (1 << (16 if version >= 5 else 15)) - 1
        # Files; binding and connecting of TCP; abstract sockets and signals.
        attributes = struct.pack("QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
        size = 24 if version >= 6 else 16 if version >= 4 else 8
        rules = calls.syscall(_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
        for path in read:
            _allow(rules, path, _READ & files)
        for path in _WRITABLE_DEVICES:
            _allow(rules, path, files & ~1)
        for path in write:
            _allow(rules, path, files)
        calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)
        calls.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0))
    with calls.step("system call filter"):
        system_call_filter.install(families=(), keep_group=True)


def _allow(rules, path, rights):
    """A path that is not there needs no rule."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not os.path.isdir(path):
            rights &= _FILE
        beneath = struct.pack("=Qi", rights, descriptor)
        calls.syscall(_ADD, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), beneath, ctypes.c_uint(0))
        os.close(descriptor)


def _readable(read):
    """What a root of its own would show, by the names of the system."""
    yield from (part["source"] for part in contents.plan(read) if part["kind"] == "read")
    yield from ("/etc/passwd", "/etc/group", "/etc/hosts", f"/proc/{os.getpid()}")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read", action="append", default=[])
    parser.add_argument("--write", action="append", default=[])
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("command", nargs="*")
    options = parser.parse_args(arguments)
    if options.probe:
        command = [
            sys.executable,
            "-I",
            "-B",
            os.path.abspath(__file__),
            "--",
            sys.executable,
            "-I",
            "-S",
            "-c",
            "pass",
        ]
        print(
            json.dumps(probe.outcome(command) if sys.platform == "linux" else "Landlock exists on Linux only"),
            flush=True,
        )
        return 0
    try:
        restrict([*_readable(options.read)], options.write)
        privileges.close_descriptors()
        calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)
    except calls.IsolationError as error:
        print(f"isolation: {error}", file=sys.stderr)
        return confine.FAILED
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        os.execvpe(options.command[0], options.command, os.environ)
    except OSError as error:
        print(f"{options.command[0]}: {error.strerror}", file=sys.stderr)
        return 127 if isinstance(error, FileNotFoundError) else 126


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]) or 0)
