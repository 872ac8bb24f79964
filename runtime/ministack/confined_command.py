"""Runs one command apart from the user's files, processes and network, as functions run (see confinement).

    python runtime/ministack/confined_command.py --folder FOLDER [--port PORT]... [--read PATH]... [--write PATH]...
        [--works] -- COMMAND...

--folder FOLDER  a folder that exists, and that the command does not see; it gets the plan of the command's root
--port PORT      this port of 127.0.0.1 answers the command, and no other one does (may be repeated)
--read PATH, --write PATH
                 what the command sees beside the system's programs and this Python, under its own name
--works          the first line said null twice for a command before, so nothing is tried before this one

Descriptor 3 brings the environment of the command as one line of JSON, and the command starts then; everything else is
prepared before. When it closes, the command ends with everything that it started, or never starts. The first line on
standard error is JSON, {"network", "files"}: null for what is apart, else why not. The exit code is the command's.
"""

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from confinement import processes
from confinement.settings import AUTHORITY, find_out

# How much /tmp holds, in MB.
_TEMPORARY_MB = 4096


def main(arguments):
    options = _options(arguments)
    lifeline = open(3, "rb")
    settings = find_out(options.port, options.folder, options.works)
    print(json.dumps(settings.reasons), file=sys.stderr, flush=True)
    given = lifeline.readline()
    if not given:
        return 0
    environment = json.loads(given)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True, name="lifeline").start()
    command = _start(options, settings, environment)
    if settings.network is not None and settings.listeners:
        threading.Thread(target=_carry, args=(settings.listeners,), daemon=True, name="carry").start()
    return command.wait()


def _carry(listeners):
    """Load what carries connections when the first one comes: it waits, because its socket listens already."""
    select.select(list(listeners.values()), [], [])
    from confinement.relay import Relay

    relay = Relay(listeners)
    for port, listener in listeners.items():
        relay.open(listener, port)


def _start(options, settings, given):
    environment = _environment(settings, given)
    if not settings.active:
        return subprocess.Popen(options.command, env=environment)
    with processes.memory_file(json.dumps(environment)) as file:
        command = settings.run_command(options.command, options.read, _TEMPORARY_MB, file.fileno())
        end = command.index("--")
        command[end:end] = [f"--write={each}" for each in options.write]
        descriptors = [*settings.descriptors, file.fileno()]
        return subprocess.Popen(command, env=processes.CLEAN, pass_fds=descriptors)


def _environment(settings, given):
    """With the place of the certificate that the command sees, and this Python's programs at the end of the path."""
    authority = os.environ.get("SSL_CERT_FILE")
    own = dict(given)
    if settings.parts is not None and authority:
        own = {name: AUTHORITY if value == authority else value for name, value in own.items()}
    own["PATH"] = os.pathsep.join([own["PATH"], os.path.join(sys.base_prefix, "bin")])
    return own


def _end_with(lifeline):
    lifeline.read()
    os.killpg(0, signal.SIGKILL)


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, action="append", default=[])
    parser.add_argument("--read", action="append", default=[])
    parser.add_argument("--write", action="append", default=[])
    parser.add_argument("--works", action="store_true")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    # Not by the interpreter's own end, which would wait for the thread that reads.
    os._exit(code if code >= 0 else 128 - code)
