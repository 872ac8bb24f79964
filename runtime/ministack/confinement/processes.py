"""Every process that MiniStack starts runs confined: it starts none that is not an application's, or on its behalf."""

import json
import os
import subprocess
import threading

from .settings import Popen

# What an execution environment of AWS has by default (EphemeralStorage), in MB.
_TEMPORARY_MB = 512

# What confines a process is not confined itself: no variable of a function, such as LD_PRELOAD, may reach it.
CLEAN = {"LANG": "C.UTF-8"}

# What this thread is starting: temporary_mb says how much its /tmp holds, runtime_api is the port that MiniStack has
# opened for a custom runtime. Both come from MiniStack itself: a variable of a function could name any port.
starting = threading.local()


def temporary_mb():
    return getattr(starting, "temporary_mb", None) or _TEMPORARY_MB


def folders_of(command, cwd, temporary):
    """The code that a command runs: its folder and those of its arguments, where they lie below the temporary one.

    For a worker, the folder of its script holds its code and its layers too. A file in the temporary folder itself
    stands for itself, because all code lies beside it.
    """
    below = temporary.rstrip("/") + "/"
    paths = [os.path.normpath(each) for each in (*command, cwd) if isinstance(each, str) and os.path.isabs(each)]
    parents = [each if os.path.isdir(each) else os.path.dirname(each) for each in paths]
    chosen = [parent if parent.startswith(below) else path for path, parent in zip(paths, parents, strict=True)]
    return sorted({each for each in chosen if each.startswith(below)})


def memory_file(text):
    """A file without a name that holds this text."""
    file = open(os.memfd_create("text"), "w+", encoding="utf-8")
    file.write(text)
    file.seek(0)
    return file


def popen_class(settings, relay):
    """A class like subprocess.Popen, whose processes are confined."""

    class ConfinedPopen(Popen):
        def __init__(self, args, bufsize=-1, executable=None, **options):
            command = [args] if isinstance(args, (str, bytes)) else list(args)
            if options.pop("shell", False):
                command = [executable or "/bin/sh", "-c", *command]
            elif executable is not None:
                command[0] = executable
            command = [os.fsdecode(each) for each in command]
            read = folders_of(command, options.get("cwd"), os.environ["TMPDIR"])
            given = options.pop("env", None)
            environment = settings.variables(os.environ if given is None else given)
            self._close_relay = _open_runtime_api(settings, relay)
            if options.get("stdin") is None:
                options["stdin"] = subprocess.DEVNULL
            with memory_file(json.dumps(environment)) as file:
                command = settings.run_command(command, read, temporary_mb(), file.fileno())
                options["pass_fds"] = [*settings.descriptors, file.fileno()]
                super().__init__(command, bufsize, env=CLEAN, **options)
            if self._close_relay:
                threading.Thread(target=self._end_relay, daemon=True, name="runtime-api").start()

        def _end_relay(self):
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
            self._close_relay()

    return ConfinedPopen


def _open_runtime_api(settings, relay):
    """A custom runtime asks for its events at a port that MiniStack opens for it."""
    port, starting.runtime_api = getattr(starting, "runtime_api", None), None
    return relay.open(settings.listen(port), port) if port and settings.network is not None else None


def confine(settings, relay):
    subprocess.Popen = popen_class(settings, relay)
