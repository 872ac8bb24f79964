"""The event bus: what is put there arrives, or the caller hears which entries did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from draftsman.messages.compact_json import compact
from draftsman.running.clients import client
from draftsman.running.settings import setting

#: Most entries that one PutEvents takes, and most bytes of all of them together (EventBridge quotas).
ENTRIES, BYTES = 10, 256 * 1024


def entry(source: str, detail_type: str, detail: dict[str, Any]) -> dict[str, str]:
    return {
        "EventBusName": setting("EVENT_BUS"),
        "Source": source,
        "DetailType": detail_type,
        "Detail": compact(detail),
    }


def put(entries: Sequence[dict[str, str]]) -> list[int]:
    """Puts them in order; the answer is the positions of those that the bus refused."""
    refused: list[int] = []
    position = 0
    for batch in _batches(entries):
        answer = client("events").put_events(Entries=batch)
        if answer.get("FailedEntryCount", 0) > 0:
            refused += [position + index for index, each in enumerate(answer["Entries"]) if each.get("ErrorCode")]
        position += len(batch)
    return refused


def _batches(entries: Sequence[dict[str, str]]) -> Any:
    batch: list[dict[str, str]] = []
    size = 0
    for each in entries:
        weight = sum(len(text.encode()) for text in each.values()) + 14
        if batch and (len(batch) == ENTRIES or size + weight > BYTES):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += weight
    if batch:
        yield batch
