"""Ends a function at any of its calls to AWS, as a time limit or a lack of memory does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from botocore.client import BaseClient


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, not even its error handling."""


@contextlib.contextmanager
def killed_at(position: int, *, after: bool) -> Iterator[list[str]]:
    """The call of that number and all behind it fail, before or after its effect. Gives the names of all calls."""
    original = BaseClient._make_api_call
    called: list[str] = []

    def call(self: Any, operation: str, parameters: Any) -> Any:
        called.append(operation)
        if len(called) < position:
            return original(self, operation, parameters)
        if after and len(called) == position:
            original(self, operation, parameters)
        raise Killed(operation)

    BaseClient._make_api_call = call
    try:
        yield called
    except Killed:
        pass
    finally:
        BaseClient._make_api_call = original


class Context:
    """What Lambda gives a handler beside the event."""

    def __init__(self, run: str = "run-1", seconds: float = 60) -> None:
        self.aws_request_id, self._seconds = run, seconds

    def get_remaining_time_in_millis(self) -> float:
        return self._seconds * 1000
