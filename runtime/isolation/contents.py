"""What a new root holds: the system's programs and libraries, one interpreter, and the folders that are named."""

import os
import pwd
import sys
import sysconfig

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store")
# No passwords and no keys; what names users, hosts and servers is written anew below.
_SETTINGS = (
    "alternatives", "ca-certificates", "ca-certificates.conf", "crypto-policies", "debian_version", "ld.so.cache",
    "ld.so.conf", "ld.so.conf.d", "locale.alias", "localtime", "magic", "mime.types", "nsswitch.conf", "os-release",
    "pki", "protocols", "services", "ssl", "static", "timezone",
)  # fmt: skip
_KEYS = ("/etc/ssl/private", "/etc/pki/tls/private", "/etc/pki/nssdb", "/etc/pki/consumer", "/etc/pki/entitlement")


def plan(read=(), write=(), hide=(), scratch=()):
    """Parts for root.enter(): the system, the interpreter of this process, and these paths, which keep their names.

    hide names folders that must not appear even where they lie below a folder of the system, and scratch those that are
    empty and in memory.
    """
    private = {*map(os.path.realpath, (*hide, *_homes()))}
    readable = [*(each for each in _SYSTEM if not os.path.islink(each)), *_interpreter(private), *_libraries()]
    readable += [os.path.join("/etc", each) for each in _SETTINGS]
    parts = [{"kind": "link", "source": os.readlink(each), "target": each} for each in _SYSTEM if os.path.islink(each)]
    parts += places("read", readable)
    covered = [each["target"] for each in parts if each["kind"] == "read"]
    parts += [{"kind": "cover", "target": each} for each in (*private, *_KEYS) if _below_any(each, covered)]
    covers = [each["target"] for each in parts if each["kind"] == "cover"]
    parts = [each for each in parts if not _needless(each, covered, covers)]
    return [*parts, *_texts(), *places("read", read), *places("write", write), *places("memory", scratch)]


def places(kind, paths):
    """Each path that exists under its own name, and under the one that it has without links."""
    named = {name for path in paths if os.path.exists(path) for name in (os.path.abspath(path), os.path.realpath(path))}
    return [{"kind": kind, "source": os.path.realpath(each), "target": each} for each in sorted(named)]


def _homes():
    home = [os.environ["HOME"]] if os.environ.get("HOME", "/") != "/" else []
    try:
        return [*home, pwd.getpwuid(os.getuid()).pw_dir, "/root", "/home"]
    except KeyError:
        return [*home, "/root", "/home"]


def _interpreter(private):
    """The virtual environment and the Python below it; of a prefix that holds private folders, only the library."""
    for prefix in {sys.prefix, sys.base_prefix}:
        if any(_below_any(each, [os.path.realpath(prefix)]) for each in private):
            yield from {sysconfig.get_path(each) for each in ("stdlib", "platstdlib", "purelib", "platlib")}
            yield os.path.join(prefix, "pyvenv.cfg")
        else:
            yield prefix
    yield sys.executable
    yield os.path.realpath(sys.executable)


def _libraries():
    """Shared libraries that this process has loaded, wherever they lie."""
    with open("/proc/self/maps") as maps:
        paths = {line.split(maxsplit=5)[5].strip() for line in maps if line.count("/") and ".so" in line}
    return [each for each in paths if os.path.isfile(each)]


def _texts():
    user, group = os.getuid(), os.getgid()
    yield {"kind": "text", "target": "/etc/passwd", "text": f"user:x:{user}:{group}::/tmp:/bin/sh\n"}
    yield {"kind": "text", "target": "/etc/group", "text": f"user:x:{group}:\n"}
    yield {"kind": "text", "target": "/etc/hosts", "text": "127.0.0.1 localhost\n::1 localhost\n"}


def _needless(part, covered, covers):
    """Whether a folder that is bound shows the part already."""
    if part["kind"] != "read":
        return False
    above = [each for each in covered if _is_below(part["target"], each)]
    return bool(above) and not any(_is_below(part["target"], each) for each in covers)


def _below_any(path, folders):
    return any(path == each or _is_below(path, each) for each in folders)


def _is_below(path, folder):
    return path.startswith(folder.rstrip("/") + "/")
