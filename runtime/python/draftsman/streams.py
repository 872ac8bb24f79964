"""Records of the outbox stream: worked off in order, and what failed is handed back for another attempt."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from draftsman.logs import log


def messages(event: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Sequence number, instance and message of each new outbox item, in the order of the stream."""
    found = []
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage")
        if image is not None and "message" in image:
            message = json.loads(image["message"]["S"])
            found.append((record["dynamodb"]["SequenceNumber"], image["pk"]["S"], message))
    return found


def failures(sequence_numbers: list[str]) -> dict[str, Any]:
    """The answer that makes Lambda start again at the first of them (`ReportBatchItemFailures`)."""
    return {"batchItemFailures": [{"itemIdentifier": number} for number in sequence_numbers]}


def each_in_order(event: dict[str, Any], work: Callable[[Any], None]) -> dict[str, Any]:
    """
    Works message by message. The first failure ends the batch: Lambda repeats from there, so that no message of an
    instance overtakes an earlier one.
    """
    for number, instance, message in messages(event):
        try:
            work(message)
        except Exception:
            log.exception("the change of %s will be tried again", instance)
            return failures([number])
    return failures([])
