"""Publishes domain events from the outbox on the bus (model format 8.5, decision D-74)."""

from __future__ import annotations

from typing import Any

from draftsman.messages import bus, streams
from draftsman.running.clients import prepare
from draftsman.running.logs import log, set_up

set_up()
prepare("events")


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """
    Puts the batch in order, ten at a time. When the bus refuses one, Lambda repeats from the first that was refused;
    events behind it that have arrived come once more and are known by their id.
    """
    batch = streams.messages(event)
    messages = streams.in_order_of_instances(batch)
    entries = [
        bus.entry(f"domain.{each.instance.split('#')[0]}", each.content["type"], each.content) for each in messages
    ]
    refused = bus.put(entries)
    if not refused:
        return streams.failures([])
    log.error("the bus refused %d of %d events", len(refused), len(entries))
    first = min((messages[index] for index in refused), key=lambda each: each.position)
    return streams.failures([first.sequence_number])
