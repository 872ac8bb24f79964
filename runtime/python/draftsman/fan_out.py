"""Publishes domain events from the outbox on the bus (8.5, D-74)."""

from __future__ import annotations

from typing import Any

from draftsman import bus, streams
from draftsman.logs import log, set_up

set_up()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """
    Puts the batch in order, ten at a time. When the bus refuses one, Lambda repeats from the first that was refused;
    events behind it that have arrived come once more and are known by their id.
    """
    messages = streams.messages(event)
    entries = [
        bus.entry(f"domain.{instance.split('#')[0]}", message["type"], message) for _, instance, message in messages
    ]
    refused = bus.put(entries)
    if refused:
        log.error("the bus refused %d of %d events", len(refused), len(entries))
    return streams.failures([messages[min(refused)][0]] if refused else [])
