"""The emulator's end of the fork server: a worker looks like a process of the subprocess module."""

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading

from confinement.processes import CLEAN, folders_of, memory_file, temporary_mb
from confinement.settings import Popen

logger = logging.getLogger("quick-start")

_SERVER = os.path.join(os.path.dirname(__file__), "server.py")


class ForkServer:
    """One process that copies itself on demand, from prepare() or the first worker on; it ends with this process."""

    def __init__(self, settings, imports=True):
        self._settings = settings
        self._imports = imports
        self._lock = threading.Lock()
        self._socket = None

    def prepare(self):
        """Start the server in the background, before the first worker needs it."""
        if self._socket is None:
            threading.Thread(target=self._ready, daemon=True, name="quick-start").start()

    def _ready(self):
        with self._lock, contextlib.suppress(OSError):
            if self._socket is None:
                self._socket = self._launch()

    def start(self, script, folder, environment, forget):
        """The worker, or None when the server cannot start one. It knows nothing of the packages to forget."""
        more = {"script": script, "forget": sorted(forget), "read": [os.path.dirname(script)]}
        return self._start(folder, environment, more)

    def run(self, command, folder, environment):
        """The same for a command; only where workers are confined."""
        read = folders_of(command, folder, os.environ["TMPDIR"])
        return self._start(folder, environment, {"command": command, "read": read})

    def _start(self, folder, environment, more):
        ours, theirs = zip(_pipe_to_child(), _pipe_from_child(), _pipe_from_child(), strict=True)
        environment = self._settings.variables(environment)
        request = {"folder": folder, "env": environment, "temporary": temporary_mb(), **more}
        try:
            with memory_file(json.dumps(request)) as file:
                return ForkedWorker(self._request([file.fileno(), *theirs]), ours)
        except OSError as error:
            logger.warning("the fork server does not answer, so a worker starts without it: %s", error)
            for descriptor in ours:
                os.close(descriptor)
            return None
        finally:
            for descriptor in theirs:
                os.close(descriptor)

    def _request(self, descriptors):
        with self._lock:
            if self._socket is None:
                self._socket = self._launch()
            try:
                socket.send_fds(self._socket, [b"."], descriptors)
                answer, received, *_ = socket.recv_fds(self._socket, 1, 1)
            except OSError:
                self._socket = None
                raise
            if not answer:
                self._socket = None
                raise OSError("it has ended")
            if not received:
                raise OSError("the system starts no process")
        return received[0]

    def _launch(self):
        settings = self._settings
        ours, theirs = socket.socketpair()
        with theirs:
            how = {
                "user": settings.user,
                "network": settings.network,
                "parts": settings.parts,
                "imports": self._imports,
            }
            command = [sys.executable, _SERVER, json.dumps({"descriptor": theirs.fileno(), **how})]
            # The real one: what it starts is confined, and it has to make that so.
            descriptors = [theirs.fileno(), *settings.descriptors]
            process = Popen(command, pass_fds=descriptors, stdin=subprocess.DEVNULL, env=CLEAN)
        if settings.parts is not None:
            # It goes on as another process, the first of the workers' process numbers.
            process.wait()
        return ours


class ForkedWorker:
    """What MiniStack uses of a Popen; the process belongs to the server, and is watched through its pidfd."""

    def __init__(self, pidfd, descriptors):
        self.pid = _number_of(pidfd)
        self.returncode = None
        self._pidfd = pidfd
        self.stdin = open(descriptors[0], "w", encoding="utf-8", buffering=1)
        self.stdout = open(descriptors[1], encoding="utf-8", errors="replace")
        self.stderr = open(descriptors[2], encoding="utf-8", errors="replace")

    def __del__(self):
        os.close(self._pidfd)

    def poll(self):
        """None while it runs. Only its parent knows the exit code, so this code only says that it ended."""
        if self.returncode is None and self._ends_within(0):
            self.returncode = 1
        return self.returncode

    def wait(self, timeout=None):
        if not self._ends_within(timeout):
            raise subprocess.TimeoutExpired("worker", timeout)
        return self.poll()

    def _ends_within(self, seconds):
        # select() takes no descriptor above 1023, and an emulator that ran for a while has more.
        watch = select.poll()
        watch.register(self._pidfd, select.POLLIN)
        return bool(watch.poll(None if seconds is None else seconds * 1000))

    def send_signal(self, number):
        if self.poll() is None:
            signal.pidfd_send_signal(self._pidfd, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _number_of(pidfd):
    """The process number as it is known here; the server, which may have numbers of its own, knows another."""
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        return int(next(line.split()[1] for line in file if line.startswith("Pid:")))


def _pipe_to_child():
    theirs, ours = os.pipe()
    return ours, theirs


def _pipe_from_child():
    return os.pipe()
