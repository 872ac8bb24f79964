"""What the emulator keeps of the answer of a function: MiniStack reads whole lines, so that a function that prints one
without end would take the memory of everything.
"""

import json

from .log import Errors

_MB = 1024 * 1024
# AWS takes 6 MB; this is what is held in memory, with what JSON adds.
ANSWER_LIMIT = 32 * _MB
_PIECE = 256 * 1024
_TOO_LONG = json.dumps({"status": "error", "error": f"the answer is longer than {ANSWER_LIMIT // _MB} MB"}) + "\n"


def hold(process):
    """Limit what is read of a process of the subprocess module, whose standard output is its answers."""
    if process.stdout is not None:
        process.stdout = _Answers(process.stdout)
    if process.stderr is not None:
        process.stderr = Errors(process.stderr)
    return process


class _Answers:
    """In place of a longer line comes an answer that says so. Bytes are those of a custom runtime, which are a log."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def readline(self):
        line = self._stream.readline(ANSWER_LIMIT)
        if isinstance(line, bytes) or len(line) < ANSWER_LIMIT:
            return line
        while line and not line.endswith("\n"):
            line = self._stream.readline(_PIECE)
        return _TOO_LONG
