"""Records of processed requests, so that a repeated request changes nothing (model format 9.2)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from draftsman.attributes import to_item
from draftsman.clients import client, error_code
from draftsman.events import Envelope
from draftsman.settings import setting
from draftsman.triggers import Trigger

#: What the trace says about a repeated request.
ALREADY_PROCESSED = "already processed"

#: How long the delivery of one event is remembered; the bus repeats for a day at most.
EVENT_SECONDS = 7 * 24 * 60 * 60

_FREE = "attribute_not_exists(pk) OR expires <= :now"


@dataclass(frozen=True)
class Claim:
    """The right to process something once, for a time."""

    key: str
    seconds: int


def claims(component: str, trigger: Trigger, envelope: Envelope) -> list[Claim]:
    """One for this delivery of the event and, when the trigger has a functional key, one for what it asks for."""
    found = [Claim(f"{component}#{envelope.id}", EVENT_SECONDS)]
    functional = trigger.functional_key(component, envelope)
    if functional is not None:
        found.append(Claim(functional, trigger.idempotency_ttl_seconds))
    return found


def is_taken(claim: Claim) -> bool:
    answer = client("dynamodb").get_item(TableName=setting("IDEMPOTENCY_TABLE"), Key=_key(claim), ConsistentRead=True)
    item = answer.get("Item")
    return item is not None and float(item["expires"]["N"]) > time.time()


def put_request(claim: Claim) -> dict[str, Any]:
    """The conditional put, also as part of a transaction."""
    now = int(time.time())
    return {
        "TableName": setting("IDEMPOTENCY_TABLE"),
        "Item": {**_key(claim), **to_item({"expires": now + claim.seconds})},
        "ConditionExpression": _FREE,
        "ExpressionAttributeValues": {":now": {"N": str(now)}},
    }


def take(claims: list[Claim]) -> bool:
    """Takes all of them at once; False when one is taken already."""
    try:
        client("dynamodb").transact_write_items(TransactItems=[{"Put": put_request(claim)} for claim in claims])
    except Exception as error:
        if error_code(error) == "TransactionCanceledException":
            reasons = [each.get("Code") for each in error.response.get("CancellationReasons", [])]
            if "ConditionalCheckFailed" in reasons:
                return False
        raise
    return True


def release(claims: list[Claim]) -> None:
    """Gives them back, so that what failed can be asked for again."""
    for claim in claims:
        client("dynamodb").delete_item(TableName=setting("IDEMPOTENCY_TABLE"), Key=_key(claim))


def _key(claim: Claim) -> dict[str, Any]:
    return to_item({"pk": claim.key, "sk": "-"})
