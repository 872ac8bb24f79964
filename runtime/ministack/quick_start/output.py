"""What the emulator keeps of the output of a function: MiniStack reads whole lines and keeps all of them until the call
has ended, so that a function that prints without end would take the memory of everything.
"""

import json
import queue

_MB = 1024 * 1024
# AWS takes 6 MB; this is what is held in memory, with what JSON adds.
ANSWER_LIMIT = 32 * _MB
# One event of CloudWatch Logs.
LINE_LIMIT = 256 * 1024
LOG_LIMIT = 16 * _MB
_LEFT_OUT = f"[more than {LOG_LIMIT // _MB} MB: the rest is left out]"
_TOO_LONG = json.dumps({"status": "error", "error": f"the answer is longer than {ANSWER_LIMIT // _MB} MB"}) + "\n"


def hold(process):
    """Limit what is read of a process of the subprocess module, with streams of text or of bytes."""
    if process.stdout is not None:
        process.stdout = _Answers(process.stdout)
    if process.stderr is not None:
        process.stderr = _Lines(process.stderr)
    return process


class _Stream:
    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        while line := self.readline():
            yield line


class _Lines(_Stream):
    """A longer line comes as several."""

    def readline(self):
        return self._stream.readline(LINE_LIMIT)


class _Answers(_Stream):
    """In place of a longer line comes an answer that says so. Bytes are those of a custom runtime, which are a log."""

    def readline(self):
        line = self._stream.readline(ANSWER_LIMIT)
        if isinstance(line, bytes) or len(line) < ANSWER_LIMIT:
            return line
        while line and not line.endswith("\n"):
            line = self._stream.readline(LINE_LIMIT)
        return _TOO_LONG


class Log(queue.Queue):
    """A queue that drops lines of text above LOG_LIMIT characters, and says so once."""

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
