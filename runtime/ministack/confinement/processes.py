"""Every process that MiniStack starts runs confined: it starts none that is not an application's, or on its behalf."""

import json
import os
import subprocess
import threading

from .settings import Popen

# What an execution environment of AWS has by default (EphemeralStorage), in MB.
_TEMPORARY_MB = 512
_RUNTIME_API = "AWS_LAMBDA_RUNTIME_API"

# What confines a process is not confined itself: no variable of a function, such as LD_PRELOAD, may reach it.
CLEAN = {"LANG": "C.UTF-8"}

# How much /tmp of the function holds that this thread is starting; set by the hook around Worker._spawn.
starting = threading.local()


def temporary_mb():
    return getattr(starting, "temporary_mb", None) or _TEMPORARY_MB


def folders_of(command, cwd, temporary):
    """The code that a command runs: its folder and those of its arguments, where they lie below the temporary one."""
    below = temporary.rstrip("/") + "/"
    paths = [each for each in (*command, cwd) if isinstance(each, str) and os.path.normpath(each).startswith(below)]
    return sorted({os.path.normpath(_top(each, below)) for each in paths})


def _top(path, below):
    """The folder of one worker, which holds its script, its code and its layers."""
    return below + os.path.normpath(path).removeprefix(below).split("/")[0]


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
            self._close_relay = _open_runtime_api(settings, relay, environment)
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


def _open_runtime_api(settings, relay, environment):
    """A custom runtime asks for its events at a port that MiniStack opens for it."""
    host, _, port = environment.get(_RUNTIME_API, "").partition(":")
    if settings.network is None or host not in ("127.0.0.1", "localhost") or not port.isdigit():
        return None
    return relay.open(settings.listen(int(port)), int(port))


def confine(settings, relay):
    subprocess.Popen = popen_class(settings, relay)
