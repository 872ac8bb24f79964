"""Records of processed requests, so that a repeated request changes nothing (model format 9.2)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.events import Envelope
from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting
from draftsman.running.transient import Contention, is_busy
from draftsman.storage.attributes import from_item, to_item
from draftsman.triggers import Trigger

#: What the trace says about a repeated request.
ALREADY_PROCESSED = "already processed"

#: How long the delivery of one event is remembered; the bus repeats for a day at most.
EVENT_SECONDS = 7 * 24 * 60 * 60

_FREE = "attribute_not_exists(pk) OR expires <= :now OR openUntil <= :now"


@dataclass(frozen=True)
class Claim:
    """The right to process something once, for a time."""

    key: str
    seconds: int


def claims(component: str, trigger: Trigger, envelope: Envelope) -> list[Claim]:
    """One for this delivery of the event and, when the trigger has a functional key, one for what it asks for."""
    found = [claim_of(component, envelope.id)]
    functional = trigger.functional_key(component, envelope)
    if functional is not None:
        found.append(Claim(functional, trigger.idempotency_ttl_seconds))
    return found


def claim_of(component: str, event_id: str) -> Claim:
    """The claim of one delivery of an event."""
    return Claim(f"{component}#{event_id}", EVENT_SECONDS)


@dataclass(frozen=True)
class Record:
    """What is known of a claim that is taken. `refusal` is why the request was refused; an open one has not ended."""

    refusal: str | None = None
    run: str | None = None


def find(claim: Claim) -> Record | None:
    """The record of a claim; None when it can be taken."""
    answer = client("dynamodb").get_item(TableName=setting("IDEMPOTENCY_TABLE"), Key=_key(claim), ConsistentRead=True)
    item = from_item(answer["Item"]) if "Item" in answer else None
    if item is None or min(item["expires"], item.get("openUntil", item["expires"])) <= time.time():
        return None
    return Record(item.get("refusal"), item.get("runId"))


def put_request(claim: Claim, members: dict[str, Any] | None = None) -> dict[str, Any]:
    """The conditional put, also as part of a transaction."""
    now = int(time.time())
    return {
        "TableName": setting("IDEMPOTENCY_TABLE"),
        "Item": {**_key(claim), **to_item({"expires": now + claim.seconds, **(members or {})})},
        "ConditionExpression": _FREE,
        "ExpressionAttributeValues": {":now": {"N": str(now)}},
    }


def take(claims: list[Claim], run: str = "", seconds: float = 0) -> bool:
    """
    Takes all of them at once; False when one is taken already. With seconds, they are open until `close` or `refuse`,
    and free again when that time is over: the run that took them has ended by then. `run` tells later calls whose
    they are.
    """
    members = {"runId": run, "openUntil": int(time.time() + seconds) + 1} if seconds else {}
    try:
        client("dynamodb").transact_write_items(
            TransactItems=[{"Put": put_request(claim, members)} for claim in claims]
        )
    except Exception as error:
        if error_code(error) == "TransactionCanceledException":
            reasons = [each.get("Code") for each in error.response.get("CancellationReasons", [])]
            if "ConditionalCheckFailed" in reasons:
                return False
            if any(is_busy(reason or "") for reason in reasons):
                raise Contention("the same request is processed just now") from error
        raise
    return True


def close(claims: Sequence[Claim]) -> None:
    """What they stand for is done."""
    for claim in claims:
        client("dynamodb").update_item(
            TableName=setting("IDEMPOTENCY_TABLE"), Key=_key(claim), UpdateExpression="REMOVE openUntil, runId"
        )


def refuse(claim: Claim, message: str) -> None:
    """Remembers that the request was refused, so that a repetition hears the same."""
    item = {"expires": int(time.time()) + claim.seconds, "refusal": message}
    client("dynamodb").put_item(TableName=setting("IDEMPOTENCY_TABLE"), Item={**_key(claim), **to_item(item)})


def release_failed(claim: Claim) -> None:
    """Gives back what was refused, so that it can be tried again; what is done stays done."""
    record = find(claim)
    if record is not None and record.refusal is not None:
        release([claim])


def release(claims: Sequence[Claim]) -> None:
    """Gives them back, so that what failed can be asked for again."""
    for claim in claims:
        client("dynamodb").delete_item(TableName=setting("IDEMPOTENCY_TABLE"), Key=_key(claim))


def _key(claim: Claim) -> dict[str, Any]:
    return to_item({"pk": claim.key, "sk": "-"})
