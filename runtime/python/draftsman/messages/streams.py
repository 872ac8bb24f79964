"""Records of the outbox stream: worked off in order, and what failed is handed back for another attempt."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from draftsman.running.logs import log


@dataclass(frozen=True)
class Message:
    """A new outbox item. `position` is its place in the batch, `order` sorts the items of one instance."""

    position: int
    sequence_number: str
    instance: str
    order: str
    content: Any

    @property
    def kind(self) -> str:
        """`event` or `snapshot`."""
        return self.order.rpartition("#")[2]

    @property
    def event(self) -> dict[str, Any]:
        """The event, or the first of those that led to the snapshot."""
        return self.content["changes"][0]["event"] if "changes" in self.content else self.content


def messages(event: dict[str, Any]) -> list[Message]:
    """The new outbox items of a batch, in the order of the stream."""
    found = []
    for position, record in enumerate(event["Records"]):
        image = record["dynamodb"].get("NewImage")
        if image is not None and "message" in image:
            content, number = json.loads(image["message"]["S"]), record["dynamodb"]["SequenceNumber"]
            found.append(Message(position, number, image["pk"]["S"], image["sk"]["S"], content))
    return found


def in_order_of_instances(batch: list[Message]) -> list[Message]:
    """
    Each instance keeps its places in the batch, but its items come by version: a stream does not promise the order of
    items that were written in one transaction.
    """
    sorted_items: dict[str, Any] = {}
    for instance in {each.instance for each in batch}:
        own = [each for each in batch if each.instance == instance]
        sorted_items[instance] = iter(sorted(own, key=lambda each: each.order))
    return [next(sorted_items[each.instance]) for each in batch]


def failures(sequence_numbers: list[str]) -> dict[str, Any]:
    """The answer that makes Lambda start again at the first of them (`ReportBatchItemFailures`)."""
    return {"batchItemFailures": [{"itemIdentifier": number} for number in sequence_numbers]}


def each_in_order(event: dict[str, Any], work: Callable[[Message], None]) -> dict[str, Any]:
    """
    Works message by message. The first failure ends the batch: Lambda repeats from there, so that no message of an
    instance overtakes an earlier one.
    """
    for message in messages(event):
        try:
            work(message)
        except Exception:
            log.exception("the change of %s will be tried again", message.instance)
            return failures([message.sequence_number])
    return failures([])
