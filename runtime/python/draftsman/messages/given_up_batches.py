"""Batches of the outbox stream that Lambda has given up: their records are read again and kept as dead letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from draftsman.events import Envelope
from draftsman.messages import parked_changes, streams, traces
from draftsman.running.clients import client, error_code

#: What a stream answers for a position that it does not have, as a position that no stream can have (botocore's check).
#: A record stays in its stream for a day ("DynamoDB Streams", "Data retention limit"), and as long as the stream.
_GONE = frozenset({"ExpiredIteratorException", "ResourceNotFoundException", "TrimmedDataAccessException"})

#: Answers without a record that are read before the rest of the batch counts as gone.
_EMPTY_PAGES = 100


class GivenUp(Exception):
    """A function has failed with it as often as it may."""


def keep(batch: dict[str, Any], function: str, reason: str) -> bool:
    """
    Keeps each message of a batch (`DDBStreamBatchInfo`) for the function, and tells that its event did not go on. False
    when records of the batch are gone.
    """
    records, is_complete = read(batch)
    messages = streams.messages({"Records": records})
    for message in messages:
        if message.kind == messages[0].kind:
            keep_message(message, function, reason)
    return is_complete


def keep_message(message: streams.Message, function: str, reason: str) -> None:
    """A snapshot is for the views, an event for the bus: only then somebody waits for what it starts."""
    if message.kind == "snapshot":
        parked_changes.park(message, GivenUp(reason), parked_changes.VIEW_UPDATER, function)
        return
    parked_changes.park(message, GivenUp(reason), parked_changes.FAN_OUT, function)
    envelope = Envelope.from_detail(message.content)
    traces.publish_end(traces.Component(parked_changes.FAN_OUT, envelope.type), envelope, "error", reason)


def read(batch: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """
    The records from the first to the last of the batch, with those between that its filter left out, and whether the
    last was among them.
    """
    found: list[dict[str, Any]] = []
    last = int(batch["endSequenceNumber"])
    try:
        for record in _records_from(batch):
            number = int(record["dynamodb"]["SequenceNumber"])
            if number <= last:
                found.append(record)
            if number >= last:
                return found, number == last
    except Exception as error:
        if error_code(error) not in _GONE and type(error).__name__ != "ParamValidationError":
            raise
    return found, False


def _records_from(batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All records of the shard from the first of the batch on."""
    reader = client("dynamodbstreams")
    iterator = reader.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    ).get("ShardIterator")
    empty = 0
    while iterator and empty < _EMPTY_PAGES:
        page = reader.get_records(ShardIterator=iterator, Limit=100)
        yield from page["Records"]
        empty = 0 if page["Records"] else empty + 1
        iterator = page.get("NextShardIterator")
