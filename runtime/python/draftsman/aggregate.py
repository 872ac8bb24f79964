"""An aggregate of the model: what its documents hold, and what its events do to them (model format 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from draftsman.changes import Change, Extension
from draftsman.documents.document import Document
from draftsman.documents.items import Item, copied
from draftsman.events import EventType
from draftsman.fields import zero

Handler = Callable[[Document, Item, Callable[..., Any]], None]
Changes = Handler | Sequence[Change | Extension]


@dataclass(frozen=True, eq=False)
class Aggregate:
    """Definition of one aggregate. `changes` has every event type that belongs to it."""

    sub_domain: str
    name: str
    fields: Mapping[str, str]
    changes: Mapping[EventType, Changes]
    business_key: str | None = None
    #: Collections of the document: name to fields of an item.
    entities: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    snapshot_interval: int = 100
    #: How long an event is kept; None keeps it for ever.
    event_ttl_seconds: int | None = None

    @property
    def identity(self) -> str:
        return f"{self.sub_domain}.{self.name}"

    def document(self, state: Mapping[str, Any] | None = None) -> Document:
        """A document with that state: members of the model that are missing get their zero value, strangers stay."""
        members: dict[str, Any] = {name: zero(each) for name, each in self.fields.items()}
        members.update({name: {} for name in self.entities})
        members.update(isDeleted="", version=0, created_at="", updated_at="")
        members.update(copied(dict(state or {})))
        document = Document(members, frozenset(self.entities))
        self._complete(document)
        return document

    def event_type(self, name: str) -> EventType | None:
        return next((each for each in self.changes if each.name == name), None)

    def apply(self, document: Document, event: EventType, data: Item, timestamp: str) -> None:
        """Changes the document as the event says, and counts it."""
        changes = self.changes[event]
        if callable(changes):
            changes(document, copied(data), retrieve_nested_target)
            self._complete(document)
        else:
            for change in changes:
                if isinstance(change, Extension):
                    change.apply(document, data, self._initial_item(change.target))
                else:
                    change.apply(document, data)
        self.count(document, timestamp)

    def count(self, document: Document, timestamp: str) -> None:
        document.version += 1
        document.created_at = document.created_at or timestamp
        document.updated_at = timestamp

    def _initial_item(self, collection: str) -> dict[str, Any]:
        return {name: zero(each) for name, each in self.entities.get(collection, {}).items()}

    def _complete(self, document: Document) -> None:
        for name in self.entities:
            initial = self._initial_item(name)
            for item in document[name].values():
                for member, value in initial.items():
                    item.setdefault(member, value)


def retrieve_nested_target(key: Any, collection: Any, default: Any) -> Any:
    """The item with that key; if it is missing, the default is added and returned (decision D-24)."""
    return collection.setdefault(key, default)
