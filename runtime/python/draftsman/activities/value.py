"""Settings of activities: literal text, or a function over the flow and the element of the loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from draftsman.notifiers import NotifierRun
from draftsman.utils import FunctionalException

Value = str | Callable[[Any, Any], Any]


def resolve(value: Value, run: NotifierRun) -> Any:
    return value(run.flow, run.item) if callable(value) else value


def text(value: Value, run: NotifierRun) -> str:
    """The value as text; None is the empty text."""
    resolved = resolve(value, run)
    return "" if resolved is None else str(resolved)


def required(value: Value, run: NotifierRun, name: str) -> str:
    """The value as text that is not empty. Raises FunctionalException that names what is missing."""
    resolved = text(value, run)
    if resolved == "":
        raise FunctionalException(f"{name} is empty")
    return resolved
