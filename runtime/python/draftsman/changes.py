"""How an event changes a document, as data (model format 8.4). Code is a function over `self` and `event`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.documents.items import copied
from draftsman.utils import FunctionalException

Condition = Callable[[Any], Any]


@dataclass(frozen=True)
class Change:
    """Sets, adds to or subtracts from one member of the target the value of one member of the source."""

    operand: str
    target: str
    source: str
    when: Condition | None = None

    def apply(self, target: Any, event: Any) -> None:
        if self.when is None or self.when(event):
            value = copied(event.get(self.source))
            target[self.target] = combined(self.operand, target.get(self.target), value)


@dataclass(frozen=True)
class Extension:
    """Inserts the items of a list into a collection, or updates those that are there, by key."""

    target: str
    source: str
    key: str
    changes: Sequence[Change]
    replaces: bool = False

    def apply(self, document: Any, event: Any, initial: Mapping[str, Any]) -> None:
        """`initial` is what a new item starts with."""
        if self.replaces:
            document[self.target] = {}
        collection = document[self.target]
        for item in event.get(self.source) or []:
            key = item.get(self.key)
            if key is None or key == "":
                raise FunctionalException(f"an item of {self.source} has no {self.key}")
            row = collection.setdefault(str(key), copied(dict(initial)))
            for change in self.changes:
                change.apply(row, item)


def set_field(target: str, source: str, when: Condition | None = None) -> Change:
    return Change("set", target, source, when)


def add_field(target: str, source: str, when: Condition | None = None) -> Change:
    return Change("add", target, source, when)


def subtract_field(target: str, source: str, when: Condition | None = None) -> Change:
    return Change("subtract", target, source, when)


def extend(target: str, source: str, *, key: str, changes: Sequence[Change]) -> Extension:
    return Extension(target, source, key, changes)


def replace(target: str, source: str, *, key: str, changes: Sequence[Change]) -> Extension:
    return Extension(target, source, key, changes, replaces=True)


def combined(operand: str, present: Any, value: Any) -> Any:
    """The new value of a member (model format 8.4, decision D-23): numbers and text add up, lists change by value."""
    if operand == "set":
        return value
    if isinstance(present, list):
        values = value if isinstance(value, list) else [value]
        if operand == "add":
            return [*present, *values]
        return [each for each in present if each not in values]
    if present is None:
        present = type(value)()
    return present + value if operand == "add" else present - value
