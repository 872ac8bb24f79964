"""Event types of a model, and the envelope in which an event travels (model format 7.4, 8.3)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from draftsman.documents.items import Item, plain
from draftsman.fields import Field, coerce, fields
from draftsman.utils import FunctionalException


@dataclass(frozen=True, eq=False)
class EventType:
    """What an event of this name carries: scalar members, and lists of items with members of their own."""

    name: str
    source: str
    fields: Mapping[str, Field]
    collections: Mapping[str, Mapping[str, Field]]

    def make(self, values: Mapping[str, Any]) -> Item:
        """The data of a new event. Missing values get their default; a wrong type is refused (decision D-28)."""
        data = {name: self._convert(name, each, values) for name, each in self.fields.items()}
        for name, members in self.collections.items():
            items = values.get(name)
            if items is None:
                items = []
            if isinstance(items, Mapping) or not isinstance(items, list | tuple):
                raise FunctionalException(f"{self.name}.{name} needs a list of items, got {items!r}")
            data[name] = [
                {key: self._convert(key, each, _members(item), name) for key, each in members.items()} for item in items
            ]
        return Item(data)

    def read(self, stored: Mapping[str, Any]) -> Item:
        """The data of an event that may be older or newer than the model: gaps are filled, strangers are kept."""
        data = Item(stored)
        for name, each in self.fields.items():
            if data.get(name) is None:
                data[name] = each.initial()
        for name, members in self.collections.items():
            items = data.get(name) or []
            data[name] = [{**{key: each.initial() for key, each in members.items()}, **item} for item in items]
        return data

    def _convert(self, name: str, definition: Field, values: Mapping[str, Any], collection: str = "") -> Any:
        value = values.get(name)
        if value is None:
            return definition.initial()
        try:
            return coerce(value, definition.type)
        except ValueError as error:
            place = ".".join(part for part in (self.name, collection, name) if part)
            raise FunctionalException(f"{place}: {error}") from None


def event_type(
    name: str,
    *,
    source: str,
    fields: Mapping[str, str | Field],
    collections: Mapping[str, Mapping[str, str | Field]] | None = None,
) -> EventType:
    nested = {key: _fields(members) for key, members in (collections or {}).items()}
    return EventType(name, source, _fields(fields), nested)


_fields = fields


@dataclass(frozen=True)
class Envelope:
    """An event with what is known about it: `correlation_id` is the trace id, `previous` what caused it."""

    type: str
    id: str
    correlation_id: str
    timestamp: str
    requestor: str
    groups: list[str]
    data: Item
    previous: str

    @classmethod
    def from_detail(cls, detail: Mapping[str, Any], type: str = "") -> Envelope:
        return cls(
            type=detail.get("type", type),
            id=str(detail["id"]),
            correlation_id=str(detail.get("correlationId") or detail["id"]),
            timestamp=str(detail.get("timestamp", "")),
            requestor=str(detail.get("requestor") or ""),
            groups=list(detail.get("groups") or []),
            data=Item(detail.get("data") or {}),
            previous=str(detail.get("previous") or "appsync"),
        )

    def to_detail(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "id": self.id,
            "correlationId": self.correlation_id,
            "timestamp": self.timestamp,
            "requestor": self.requestor,
            "groups": self.groups,
            "data": plain(self.data),
            "previous": self.previous,
        }

    def caused(self, type: str, data: Item, component: str) -> Envelope:
        """The next event of the same trace, caused by this one."""
        return replace(self, type=type, id=str(uuid.uuid4()), timestamp=now(), data=data, previous=component)

    def reading(self, event: EventType | None) -> Envelope:
        """This envelope with its data read as that type."""
        return self if event is None else replace(self, data=event.read(self.data))


def now() -> str:
    """The present in ISO 8601, UTC, with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _members(item: Any) -> Mapping[str, Any]:
    if isinstance(item, Mapping):
        return item
    if hasattr(item, "__dict__"):
        return vars(item)
    raise FunctionalException(f"{item!r} is no item of a list")
