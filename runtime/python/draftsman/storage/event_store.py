"""The event store in DynamoDB: reads snapshot and events, writes in one transaction (model format 8.5)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from draftsman.aggregate import Aggregate
from draftsman.documents.instance import Instance, Recorded, replay
from draftsman.events import Envelope
from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting
from draftsman.running.transient import Contention, is_busy
from draftsman.storage import idempotency
from draftsman.storage.attributes import from_item, to_item
from draftsman.storage.idempotency import Claim
from draftsman.storage.transaction import transaction_items

#: Members of a stored event beside its envelope.
_REVIVES, _KEY = "revives", "businessKey"


class Duplicate(Exception):
    """Somebody else has processed this request in the meantime."""


class ConcurrentChange(Contention):
    """Another flow has changed the instance since it was read; trying again reads it anew."""


def load(aggregate: Aggregate, key: str) -> Instance:
    """The instance that holds the business key, as it is now; an empty one when there is none."""
    technical_key = find_technical_key(aggregate, key)
    instance = Instance(aggregate, key, technical_key, aggregate.document())
    if technical_key is None:
        return instance
    pk = f"{aggregate.identity}#{technical_key}"
    snapshot = _get("EVENT_STORE_TABLE", pk, "snapshot")
    if snapshot is not None:
        stored = json.loads(snapshot["message"])
        instance.document = aggregate.document(stored["document"])
        instance.snapshot_version = instance.document.version
    for recorded in stored_events(pk, instance.document.version + 1):
        replay(aggregate, instance.document, recorded)
    return instance


def find_technical_key(aggregate: Aggregate, key: str) -> str | None:
    entry = _get("KEYCHAIN_TABLE", aggregate.identity, key)
    return None if entry is None else entry["technicalKey"]


def stored_events(pk: str, first_version: int) -> Any:
    """The events of one instance in order, all pages."""
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=setting("EVENT_STORE_TABLE"),
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=to_item(
                {":pk": pk, ":first": event_key(first_version), ":last": "event#999999999999"}
            ),
            ConsistentRead=True,
        )
    )
    for page in pages:
        for item in page["Items"]:
            stored = json.loads(item["message"]["S"])
            yield Recorded(Envelope.from_detail(stored), stored.get(_REVIVES, False), stored.get(_KEY))


def commit(instance: Instance, claims: list[Claim]) -> None:
    """Stores what the flow has recorded, with its claims, all or nothing. Raises Duplicate or ConcurrentChange."""
    instance.technical_key = instance.technical_key or str(uuid.uuid4())
    requests = [{"Put": idempotency.put_request(claim)} for claim in claims]
    requests += transaction_items(instance)
    if len(requests) > 100:
        raise RuntimeError(f"{len(requests)} writes at once are too many: at most 100 fit a transaction")
    try:
        client("dynamodb").transact_write_items(TransactItems=requests)
    except Exception as error:
        if error_code(error) != "TransactionCanceledException":
            raise
        reasons = [each.get("Code") for each in error.response.get("CancellationReasons", [])]
        if "ConditionalCheckFailed" in reasons[: len(claims)]:
            raise Duplicate from error
        if "ConditionalCheckFailed" in reasons or "TransactionConflict" in reasons:
            name = f"{instance.aggregate.name} {instance.key}"
            raise ConcurrentChange(f"{name} was changed at the same time") from error
        if any(is_busy(reason or "") for reason in reasons):
            raise Contention(f"the tables of {instance.aggregate.name} are busy") from error
        raise


def event_key(version: int) -> str:
    return f"event#{version:012}"


def _get(table: str, pk: str, sk: str) -> dict[str, Any] | None:
    answer = client("dynamodb").get_item(
        TableName=setting(table), Key=to_item({"pk": pk, "sk": sk}), ConsistentRead=True
    )
    return from_item(answer["Item"]) if "Item" in answer else None
