"""One instance of an aggregate in memory: what was read, and what a flow adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from draftsman.aggregate import Aggregate
from draftsman.documents.document import DELAY_SECONDS, DELAYED, HARD, Document
from draftsman.documents.items import Item, copied
from draftsman.events import Envelope, EventType


@dataclass
class Recorded:
    """An event as it is stored: `revives` undoes a deletion before it, `key` becomes the business key after it."""

    envelope: Envelope
    revives: bool = False
    key: str | None = None


@dataclass
class Recording:
    """A new event with the document that it led to."""

    event: Recorded
    document: Document


@dataclass
class Instance:
    """`technical_key` is None as long as nothing was stored under this business key."""

    aggregate: Aggregate
    key: str
    technical_key: str | None
    document: Document
    #: Version that the last stored snapshot holds; 0 when there is none.
    snapshot_version: int = 0
    recordings: list[Recording] = field(default_factory=list)
    new_key: str | None = None
    revived: bool = False
    #: Technical keys of deleted instances that still hold the business key, and the new one.
    replaces: str | None = None
    new_key_replaces: str | None = None

    @property
    def exists(self) -> bool:
        return self.document.version > 0

    @property
    def stored_version(self) -> int:
        return self.document.version - len(self.recordings)

    @property
    def identity(self) -> str:
        return self.new_key or self.key

    def record(self, event: EventType, values: dict[str, Any], trigger: Envelope, component: str) -> None:
        """Makes an event of these values and changes the document by it."""
        envelope = trigger.caused(event.name, event.make(values), component)
        recorded = Recorded(envelope, revives=self.revived and not self.recordings)
        replay(self.aggregate, self.document, recorded)
        self.recordings.append(Recording(recorded, copied(self.document)))

    def settle_key(self, key_before: Any) -> None:
        """Updates the field of the business key after `update-key`, unless a handler changed it (decision D-29)."""
        name = self.aggregate.business_key
        if self.new_key is None or name is None or self.document.get(name) != key_before:
            return
        last = self.recordings[-1]
        last.event.key = self.new_key
        self.document[name] = last.document[name] = self.new_key


def replay(aggregate: Aggregate, document: Document, recorded: Recorded) -> None:
    """Changes the document by one stored or new event; an event that the model no longer has is only counted."""
    if recorded.revives:
        document.isDeleted = ""
    envelope = recorded.envelope
    event = aggregate.event_type(envelope.type)
    if event is None:
        aggregate.count(document, envelope.timestamp)
    else:
        aggregate.apply(document, event, event.read(Item(envelope.data)), envelope.timestamp)
    if recorded.key is not None and aggregate.business_key is not None:
        document[aggregate.business_key] = recorded.key


def is_gone(document: Document, at: datetime | None = None) -> bool:
    """Whether flows treat the instance as deleted (model format 9.1, 17.3)."""
    if document.isDeleted == HARD:
        return True
    if document.isDeleted != DELAYED or not document.updated_at:
        return False
    deleted = datetime.fromisoformat(document.updated_at.replace("Z", "+00:00"))
    return (at or datetime.now(UTC)) >= deleted + timedelta(seconds=DELAY_SECONDS)
