"""Publishes domain events from the outbox on the bus (model format 8.5, decision D-74)."""

from __future__ import annotations

from typing import Any

from draftsman.events import Envelope
from draftsman.messages import bus, dead_letters, parked_changes, streams, traces
from draftsman.running.clients import prepare
from draftsman.running.logs import log, set_up

set_up()
prepare("events")


class Refused(Exception):
    """The bus does not take an event."""


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """
    Puts the batch in order, ten at a time. When the bus refuses one, Lambda repeats from the first that was refused;
    events behind it that have arrived come once more and are known by their id.
    """
    letter = dead_letters.letter_of(event)
    if letter is not None:
        parked_changes.replay(letter, publish_late)
        return streams.failures([])
    batch = streams.messages(event)
    messages = streams.in_order_of_instances(batch)
    entries = [entry_of(each.instance, each.content) for each in messages]
    refused = bus.put(entries)
    if not refused:
        return streams.failures([])
    log.error("the bus refused %d of %d events", len(refused), len(entries))
    first = min((messages[index] for index in refused), key=lambda each: each.position)
    return streams.failures([first.sequence_number])


def entry_of(instance: str, detail: dict[str, Any]) -> dict[str, str]:
    """The event as the bus gets it; `instance` is `<aggregate>#<technical key>`."""
    return bus.entry(f"domain.{instance.split('#')[0]}", detail["type"], detail)


def publish_late(instance: str, detail: dict[str, Any]) -> None:
    """Publishes an event that was a dead letter, and tells so: its failure was told, too."""
    if bus.put([entry_of(instance, detail)]):
        raise Refused(f"the bus refused {detail['type']}")
    traces.publish(traces.Component(parked_changes.FAN_OUT, detail["type"]), Envelope.from_detail(detail), "success")
