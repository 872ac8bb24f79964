"""Triggers of flows and notifiers (model format 9.2, 10.1): an event, its variables, and the idempotency key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.documents.items import Item, copied, plain
from draftsman.events import Envelope, EventType

#: A member of the event by name, or a function over the event's data and the event itself.
Term = str | Callable[[Item, Envelope], Any]


@dataclass(frozen=True, eq=False)
class Trigger:
    """One subscription. `source` is an event type, or the text of a platform event such as `@afterDeployment`."""

    source: EventType | str
    variables: Mapping[str, Term]
    #: Business key of the instance; flows only.
    key: Term | None = None
    #: Variables that together tell a repeated request; empty for none.
    idempotency: Sequence[str] = ()
    idempotency_ttl_seconds: int = 24 * 60 * 60

    @property
    def name(self) -> str:
        return self.source if isinstance(self.source, str) else self.source.name

    def read(self, envelope: Envelope) -> Envelope:
        """The envelope with its data as the model has it."""
        return envelope if isinstance(self.source, str) else envelope.reading(self.source)

    def values(self, envelope: Envelope) -> dict[str, Any]:
        return {name: copied(value_of(term, envelope)) for name, term in self.variables.items()}

    def functional_key(self, component: str, envelope: Envelope) -> str | None:
        """What a repeated request has in common with the first: the component, the source, and the values."""
        if not self.idempotency:
            return None
        values = [plain(value_of(self.variables[name], envelope)) for name in self.idempotency]
        text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
        return f"{component}#{self.name}#{hashlib.sha256(text.encode()).hexdigest()}"


def value_of(term: Term | None, envelope: Envelope) -> Any:
    if callable(term):
        return term(envelope.data, envelope)
    return None if term is None else envelope.data[term]
