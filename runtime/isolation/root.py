"""A root folder that holds nothing but what is named: on memory, with parts of the system bound into it."""

import os

from . import calls

_OLD = "/.old"
_DEVICES = ("null", "zero", "full", "random", "urandom")
_DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
_SHARED_MEMORY_MB = 64


def enter(contents, temporary_mb):
    """Make the root and move into it; this process is the first of its process numbers, and may mount.

    contents is what contents.plan() gives. /tmp is empty, writable, and holds that many megabytes.
    """
    with calls.step("mount namespace"):
        calls.unshare(calls.NEWNS | calls.NEWIPC)
        calls.mount(None, "/", None, calls.MS_REC | calls.MS_PRIVATE)
    with calls.step("root folder"):
        # Any folder that every system has will do: what it hides is in its place again below the old root.
        calls.mount("tmpfs", "/tmp", "tmpfs", calls.MS_NOSUID | calls.MS_NODEV, "mode=0755,size=8m")
        os.chdir("/tmp")
        os.mkdir(_OLD[1:])
        calls.pivot_root(".", _OLD[1:])
        os.chdir("/")
    # A file without bytes takes memory too.
    size = f"size={temporary_mb}m,nr_inodes=100k"
    _memory("/tmp", f"mode=1777,{size}")
    _devices()
    _processes()
    sealed = []
    for part in sorted(contents, key=lambda each: each["target"].count("/")):
        if part["kind"] == "cover":
            _memory(part["target"], "mode=0755,size=1m")
            sealed.append(part["target"])
        elif part["kind"] == "memory":
            _memory(part["target"], f"mode=0700,{size}")
        else:
            _part(part)
    with calls.step("root folder"):
        calls.unmount(_OLD)
        os.rmdir(_OLD)
        for each in (*sealed, "/dev", "/"):
            calls.restrict(each, calls.ATTR_RDONLY | calls.ATTR_NOSUID, recursive=False)


def _part(part):
    target = part["target"]
    if part["kind"] == "link":
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.lexists(target):
            os.symlink(part["source"], target)
    elif part["kind"] == "text":
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "x") as file:
            file.write(part["text"])
    else:
        with calls.step(f"folder {target}"):
            read_only = calls.ATTR_RDONLY if part["kind"] == "read" else 0
            _bind(part["source"], target, calls.ATTR_NOSUID | calls.ATTR_NODEV | read_only)


def _bind(source, target, attributes):
    """The source, with what is mounted below it, at the target; a source that is not there is left out."""
    source = _OLD + source
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    elif os.path.exists(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.lexists(target):
            open(target, "x").close()
    else:
        return
    calls.mount(source, target, None, calls.MS_BIND | calls.MS_REC)
    calls.restrict(target, attributes)


def _memory(target, options):
    with calls.step(f"folder {target}"):
        os.makedirs(target, exist_ok=True)
        calls.mount("tmpfs", target, "tmpfs", calls.MS_NOSUID | calls.MS_NODEV, options)


def _devices():
    with calls.step("folder /dev"):
        os.mkdir("/dev")
        calls.mount("tmpfs", "/dev", "tmpfs", calls.MS_NOSUID, "mode=0755,size=1m")
    for name in _DEVICES:
        with calls.step(f"device {name}"):
            _bind(f"/dev/{name}", f"/dev/{name}", calls.ATTR_RDONLY | calls.ATTR_NOSUID)
    for name, target in _DEVICE_LINKS.items():
        os.symlink(target, f"/dev/{name}")
    _memory("/dev/shm", f"mode=1777,size={_SHARED_MEMORY_MB}m")


def _processes():
    """/proc of the own processes, read-only; empty where the kernel refuses it, as in containers that hide parts."""
    os.mkdir("/proc")
    flags = calls.MS_RDONLY | calls.MS_NOSUID | calls.MS_NODEV | calls.MS_NOEXEC
    try:
        calls.mount("proc", "/proc", "proc", flags)
    except OSError:
        _memory("/proc", "mode=0555,size=1m")
