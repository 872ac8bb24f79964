"""The fork server, run as a program with the descriptor of its socket: one request and one worker after the other.

A request is four descriptors: a file of JSON, and the worker's standard input, output and error; the answer is the
worker's pidfd, or nothing when the system starts no process. Only the worker reads the JSON: it has variables that the
next worker, a copy of this process, must not find in its memory.

With more arguments, which say how (see main), every worker is confined before it begins (see runtime/isolation). Then
a request may name a command in place of a script, and its worker becomes that.
"""

import contextlib
import gc
import io
import json
import os
import runpy
import signal
import socket
import sys
import time
from pathlib import Path

# What the server loads from outside of the standard library: boto3 itself, and what it merely uses.
CORE = frozenset({"boto3", "botocore", "s3transfer", "urllib3"})
HELPERS = frozenset({"dateutil", "jmespath", "six"})


def main(descriptor, user=None, network=None, parts=None, imports=True):
    """user and network: descriptors of namespaces to enter first; parts: the file that describes the workers' root;
    imports: whether workers find boto3 loaded.
    """
    connection = socket.socket(fileno=descriptor)
    confined = parts is not None or network is not None
    if confined:
        _enter(user, network, own_processes=parts is not None)
    plan = json.loads(Path(parts).read_text()) if parts is not None else None
    if imports:
        _load()
    own = os.open("/proc/self/ns/pid", os.O_RDONLY) if plan is not None else None
    # The collector would write to every object, and so copy the pages that the workers share.
    gc.freeze()
    signal.signal(signal.SIGCHLD, _collect)
    while True:
        header, descriptors, *_ = socket.recv_fds(connection, 1, 4)
        if not header:
            return
        # The child must not be collected before its pidfd is open.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        started = []
        # Whoever takes all processes or descriptors must not end this one, and with it every worker.
        with contextlib.suppress(OSError):
            pid = _fork_confined(descriptors, plan, own) if confined else _fork(descriptors)
            started.append(os.pidfd_open(pid))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        socket.send_fds(connection, [b"."], started)
        for each in (*started, *descriptors):
            os.close(each)


def _load():
    import preload

    preload.load()
    # A function may have a module of this name.
    del sys.modules["preload"]


def _enter(user, network, own_processes):
    """Be in the namespaces that all workers share. With process numbers of its own, this goes on as another process."""
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    from isolation import calls, namespaces

    if user is None and network is None:
        namespaces.new_user()
    else:
        namespaces.join(user, network)
    if own_processes:
        calls.unshare(calls.NEWPID)
        if os.fork():
            os._exit(0)


def _fork(descriptors):
    pid = os.fork()
    if pid == 0:
        try:
            request = _begin(descriptors)
            os.closerange(3, max(map(int, os.listdir("/proc/self/fd"))) + 1)
            _become(request)
        finally:
            os._exit(1)
    return pid


def _fork_confined(descriptors, plan, own):
    from isolation import calls, confine, contents, privileges

    def prepare():
        request = _begin(descriptors)
        parts = [*plan, *contents.places("read", request["read"])] if plan is not None else None

        def become():
            privileges.close_descriptors()
            if "command" in request:
                _run(request)
            _become(request)

        return become, parts, request["temporary"]

    try:
        return confine.fork(plan is not None, prepare)
    except calls.IsolationError as error:
        raise OSError(str(error)) from error
    finally:
        if own is not None:
            # Otherwise the next worker would be born into the namespace of this one.
            calls.setns(own, calls.NEWPID)


def _collect(_number, _frame):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _begin(descriptors):
    """Take over the streams of a request, and read it."""
    with open(descriptors[0], encoding="utf-8", closefd=False) as file:
        request = json.load(file)
    for number, stream in enumerate(descriptors[1:]):
        os.dup2(stream, number)
    return request


def _run(request):
    """Be the command of the request, and never return."""
    os.chdir(request["folder"])
    command = request["command"]
    try:
        os.execvpe(command[0], command, request["env"])
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
        os._exit(127)


def _become(request):
    """Be as a fresh interpreter that was started with the script, and never return."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
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
    arguments = json.loads(sys.argv[1])
    main(**arguments)
