"""The emulator's end of the fork server: a worker looks like a process of the subprocess module."""

import json
import logging
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading

logger = logging.getLogger("quick-start")

_SERVER = os.path.join(os.path.dirname(__file__), "server.py")


class ForkServer:
    """One process that copies itself on demand; it ends when this process ends. Started with the first worker."""

    def __init__(self):
        self._lock = threading.Lock()
        self._socket = None

    def start(self, script, folder, environment, forget):
        """The worker, or None when the server cannot start one. It knows nothing of the packages to forget."""
        ours, theirs = zip(_pipe_to_child(), _pipe_from_child(), _pipe_from_child(), strict=True)
        try:
            request = {"script": script, "folder": folder, "env": environment, "forget": sorted(forget)}
            return ForkedWorker(*self._request(request, theirs), ours)
        except OSError as error:
            logger.warning("the fork server does not answer, so a worker starts without it: %s", error)
            for descriptor in ours:
                os.close(descriptor)
            return None
        finally:
            for descriptor in theirs:
                os.close(descriptor)

    def _request(self, request, descriptors):
        content = json.dumps(request).encode()
        with self._lock:
            if self._socket is None:
                self._socket = _launch()
            try:
                socket.send_fds(self._socket, [struct.pack("!I", len(content))], descriptors)
                self._socket.sendall(content)
                answer, received, *_ = socket.recv_fds(self._socket, 4, 1)
            except OSError:
                self._socket = None
                raise
            if len(answer) < 4 or not received:
                self._socket = None
                raise OSError("it has ended")
        return struct.unpack("!I", answer)[0], received[0]


class ForkedWorker:
    """What MiniStack uses of a Popen; the process belongs to the server, and is watched through its pidfd."""

    def __init__(self, pid, pidfd, descriptors):
        self.pid = pid
        self.returncode = None
        self._pidfd = pidfd
        self.stdin = open(descriptors[0], "w", encoding="utf-8", buffering=1)
        self.stdout = open(descriptors[1], encoding="utf-8", errors="replace")
        self.stderr = open(descriptors[2], encoding="utf-8", errors="replace")

    def __del__(self):
        os.close(self._pidfd)

    def poll(self):
        """None while it runs. How it ended is known to its parent only, so the code says no more than that."""
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


def _launch():
    ours, theirs = socket.socketpair()
    # Every worker can read what the server was started with; the secret of the accounts is not for the role of one.
    environment = {name: value for name, value in os.environ.items() if name != "AWS_SECRET_ACCESS_KEY"}
    with theirs:
        command = [sys.executable, _SERVER, str(theirs.fileno())]
        subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment)
    return ours


def _pipe_to_child():
    theirs, ours = os.pipe()
    return ours, theirs


def _pipe_from_child():
    return os.pipe()
