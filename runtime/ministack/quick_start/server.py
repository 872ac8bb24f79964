"""The fork server, run as a program with the descriptor of its socket: one request and one worker after the other.

A request is its length, standard input, output and error of the worker, and JSON; the answer is the worker's number
and its pidfd.
"""

import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import struct
import sys
import time

# What the server loads from outside of the standard library: boto3 itself, and what it merely uses.
CORE = frozenset({"boto3", "botocore", "s3transfer", "urllib3"})
HELPERS = frozenset({"dateutil", "jmespath", "six"})

_PARTS = ("boto3.session", "botocore.client", "botocore.httpsession", "botocore.retries.standard", "botocore.handlers")


def main(descriptor):
    connection = socket.socket(fileno=descriptor)
    for name in _PARTS:
        importlib.import_module(name)
    # The collector would write to every object, and so copy the pages that the workers share.
    gc.freeze()
    signal.signal(signal.SIGCHLD, _collect)
    while True:
        header, streams, *_ = socket.recv_fds(connection, 4, 3)
        if len(header) < 4:
            return
        request = json.loads(_read(connection, struct.unpack("!I", header)[0]))
        # The child must not be collected before its pidfd is open.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            connection.close()
            _become(request, streams)
        pidfd = os.pidfd_open(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        socket.send_fds(connection, [struct.pack("!I", pid)], [pidfd])
        for each in (pidfd, *streams):
            os.close(each)


def _collect(_number, _frame):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _read(connection, length):
    content = b""
    while len(content) < length:
        content += connection.recv(length - len(content))
    return content


def _become(request, streams):
    """Be as a fresh interpreter that was started with the script, and never return."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdin = io.TextIOWrapper(open(0, "rb", closefd=False), encoding="utf-8")
        sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False), encoding="utf-8")
        sys.stderr = io.TextIOWrapper(
            open(2, "wb", closefd=False), encoding="utf-8", errors="backslashreplace", line_buffering=True
        )
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        for name in list(sys.modules):
            if name.partition(".")[0] in request["forget"]:
                del sys.modules[name]
        script = request["script"]
        sys.argv = [script]
        sys.path[0] = os.path.dirname(script)
        runpy.run_path(script, run_name="__main__")
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


if __name__ == "__main__":
    main(int(sys.argv[1]))
