"""The log of a function is complete once it answers: what it printed before stands in its pipe already.

MiniStack cannot see that, and waits 50 ms after each call for lines that may never come. Here a call ends as soon as
the pipe is empty and its last line is noted.
"""

import codecs
import fcntl
import os
import queue
import select
import struct
import termios
import time

from ministack.core import lambda_runtime

_MB = 1024 * 1024
# One event of CloudWatch Logs; a longer line comes as several.
LINE_LIMIT = 256 * 1024
LOG_LIMIT = 16 * _MB
_LEFT_OUT = f"[more than {LOG_LIMIT // _MB} MB: the rest is left out]"
_LONGEST_WAIT = 0.25
_PAUSE = 0.0005


class Log(queue.Queue):
    """A queue that drops lines of text above LOG_LIMIT characters, and says so once."""

    reader = None

    def complete(self):
        """Wait until everything that was written is in here, but not for ever: a function may print without end."""
        deadline = time.monotonic() + _LONGEST_WAIT
        while not self.reader.has_all() and time.monotonic() < deadline:
            time.sleep(_PAUSE)

    def _init(self, maxsize):
        super()._init(maxsize)
        self._size, self._full = 0, False

    def _put(self, item):
        if isinstance(item, str):
            if self._size + len(item) > LOG_LIMIT:
                if self._full:
                    return
                item, self._full = _LEFT_OUT, True
            self._size += len(item)
        super()._put(item)

    def _get(self):
        item = super()._get()
        if isinstance(item, str):
            self._size -= len(item)
            self._full = self._full and self._size > 0
        return item


class _Reader:
    """The lines of a pipe, read by one thread, while others ask whether it has noted all that was written."""

    def __init__(self, stream):
        self._stream = stream
        self._descriptor = stream.fileno()
        self._waiting = False

    def lines(self):
        """Until the end of the pipe. Whoever asks for the next line has noted the one before."""
        watch = select.poll()
        watch.register(self._descriptor, select.POLLIN)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        parts, size, content = [], 0, b"."
        while content:
            self._waiting = True
            watch.poll()
            # Before the pipe is emptied: has_all asks in the other order.
            self._waiting = False
            content = os.read(self._descriptor, 65536)
            first, *others = decoder.decode(content, not content).split("\n")
            parts.append(first)
            size += len(first)
            if others or size >= LINE_LIMIT:
                yield from _pieces("".join(parts))
                for line in others[:-1]:
                    yield from _pieces(line)
                parts = others[-1:]
                size = sum(map(len, parts))
        if size:
            yield "".join(parts)
        self._waiting = True

    def has_all(self):
        """Whether everything that was written before this call is noted."""
        try:
            unread = struct.unpack("i", fcntl.ioctl(self._descriptor, termios.FIONREAD, bytes(4)))[0]
        except OSError:
            return True
        return unread == 0 and self._waiting


def _pieces(line):
    line = line.rstrip("\r")
    return [line[start : start + LINE_LIMIT] for start in range(0, max(len(line), 1), LINE_LIMIT)]


class Errors:
    """The standard error of a worker, which has a reader: MiniStack asks for it when the worker ends at once."""

    def __init__(self, stream):
        self._stream = stream
        self.log = None

    def fileno(self):
        return self._stream.fileno()

    def read(self, size):
        if self.log is None:
            return ""
        self.log.complete()
        return "\n".join(map(str, list(self.log.queue)))[:size]


def apply():
    """Let the workers of MiniStack keep their logs so."""

    def note(stream, log):
        stream.log = log
        log.reader = _Reader(stream)
        for line in log.reader.lines():
            log.put(line)

    def read_stderr(worker):
        note(worker._proc.stderr, worker._stderr_queue)

    def pump_output(_worker, stream, log):
        try:
            note(stream, log)
        finally:
            stream.close()

    def drain(worker, **options):
        if worker._stderr_queue.reader is None:
            return wait(worker, **options)
        worker._stderr_queue.complete()
        return worker._drain_stderr()

    wait = lambda_runtime.Worker._drain_stderr_bounded
    lambda_runtime.Worker._read_stderr = read_stderr
    lambda_runtime.Worker._drain_stderr_bounded = drain
    lambda_runtime.ProvidedWorker._pump_output = pump_output
