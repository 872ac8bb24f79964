"""The body of a request on its way to MiniStack."""

import hashlib
import re

_HEX = re.compile(r"[0-9a-f]{64}")


# Memory for a request whose signature is not checked yet: more than a function of 50 MB takes in
# base64, and what API Gateway takes.
UNPROVEN_LIMIT = 100 * 1024 * 1024
UNSIGNED_LIMIT = 10 * 1024 * 1024


class TooLongError(Exception):
    """A body is longer than its limit."""


async def read_all(receive):
    """The whole body, or None when the client went away; TooLongError above UNPROVEN_LIMIT."""
    receive = limited(receive, UNPROVEN_LIMIT)
    chunks = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def limited(receive, limit):
    """A `receive` that gives at most so many bytes, and raises TooLongError with the first one above."""
    left = limit

    async def receive_limited():
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLongError(limit)
        return message

    return receive_limited


def replay(body, receive):
    """A `receive` that gives the body that was read before, and then whatever comes."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again():
        return waiting.pop() if waiting else await receive()

    return again


def checked(receive, stated):
    """A `receive` that holds the body to the SHA-256 that was signed, without waiting for it: `mismatch` tells."""
    return _Checked(receive, stated) if stated and _HEX.fullmatch(stated) else receive


class _Checked:
    def __init__(self, receive, stated):
        self._receive = receive
        self._stated = stated
        self._digest = hashlib.sha256()
        self.mismatch = False

    async def __call__(self):
        message = await self._receive()
        if message["type"] == "http.request" and not self.mismatch:
            self._digest.update(message.get("body", b""))
            if not message.get("more_body") and self._digest.hexdigest() != self._stated:
                self.mismatch = True
        # MiniStack drops a request whose client went away before its end.
        return {"type": "http.disconnect"} if self.mismatch else message
