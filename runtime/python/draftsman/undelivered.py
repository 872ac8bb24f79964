"""
Ends what a function could not end itself: calls that the service has given up, and events that the bus could not
deliver.

Lambda and EventBridge put them into a queue. Each becomes a dead letter, and each component that has begun and not
ended tells an error, so that no command seems to hang.
"""

from __future__ import annotations

import json
from typing import Any

from draftsman.events import Envelope
from draftsman.messages import dead_letters, given_up_batches, traces
from draftsman.messages.compact_json import compact
from draftsman.notifiers import envelope_of
from draftsman.running.clients import client, prepare
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.settings import setting
from draftsman.storage import idempotency
from draftsman.storage.attributes import from_item, to_item
from draftsman.storage.idempotency import ALREADY_PROCESSED

set_up()
prepare("dynamodb", "events")


class GivenUp(Exception):
    """The service has tried as often and as long as it may."""


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Messages of the queue; those that cannot be kept stay there, and come again."""
    failed = []
    for record in event["Records"]:
        try:
            keep(record)
        except Exception:
            log.exception("a message of the queue is not kept yet: %s", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def keep(record: dict[str, Any]) -> None:
    """One message: a failed call ("Capturing records of Lambda asynchronous invocations"), a batch, or an event."""
    body = json.loads(record["body"])
    if "requestPayload" in body:
        context = body["requestContext"]
        failure = body.get("responsePayload")
        text = failure.get("errorMessage") if isinstance(failure, dict) else None
        end(context["functionArn"], body["requestPayload"], f"{text or 'no answer'} ({context.get('condition')})")
    elif "DDBStreamBatchInfo" in body:
        keep_batch(body)
    else:
        told = {name: each.get("stringValue", "") for name, each in record.get("messageAttributes", {}).items()}
        reason = told.get("ERROR_MESSAGE") or told.get("ERROR_CODE") or "the bus could not deliver it"
        end(told.get("TARGET_ARN", ""), body, reason)


def end(function_arn: str, event: Any, reason: str) -> None:
    """Keeps an event for each component of the function that has not ended with it, and tells that it failed."""
    function = function_name(function_arn)
    if not isinstance(event, dict) or not {"id", "detail-type"} <= set(event) or event.get("source") == "trace":
        keep_whole(function, event, reason)
        return
    envelope = envelope_of(event)
    correlation_id.set(envelope.correlation_id)
    letter = {
        "function": function,
        "message": reason,
        "correlationId": envelope.correlation_id,
        "eventId": envelope.id,
        "eventType": envelope.type,
        "event": compact(envelope.to_detail()),
    }
    for component in unended(function, envelope):
        record = idempotency.find(idempotency.claim_of(component.name, envelope.id))
        if record is not None and record.refusal is not None:
            traces.publish_end(component, envelope, "error", record.refusal)
        elif record is not None and record.run is None:
            traces.publish_end(component, envelope, "success", ALREADY_PROCESSED)
        else:
            dead_letters.store(component.name, f"{envelope.timestamp}#{envelope.id}", letter)
            traces.publish_end(component, envelope, "error", reason)


def keep_whole(function: str, event: Any, reason: str) -> None:
    """What has no envelope, such as a trace: a letter of the function, and nobody waits for it to end."""
    members = event if isinstance(event, dict) else {}
    identifier, at = str(members.get("id", "")), str(members.get("time", ""))
    letter = {
        "function": function,
        "message": reason,
        "eventId": identifier,
        "eventType": str(members.get("detail-type", "")),
        "event": compact(members.get("detail") or event),
    }
    dead_letters.store(function, f"{at}#{identifier}", letter)


def unended(function: str, envelope: Envelope) -> list[traces.Component]:
    """
    Components of the function that have begun with this event and not told an end. When none has begun, the function
    never ran: then it stands for all of them.
    """
    begun: dict[str, traces.Component] = {}
    ended: set[str] = set()
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=setting("TRACE_TABLE"),
            KeyConditionExpression="pk = :pk",
            FilterExpression="eventId = :event AND #function = :function",
            ExpressionAttributeNames={"#function": "function"},
            ExpressionAttributeValues=to_item(
                {":pk": envelope.correlation_id, ":event": envelope.id, ":function": function}
            ),
            ConsistentRead=True,
        )
    )
    for page in pages:
        for trace in map(from_item, page["Items"]):
            begun[trace["component"]] = traces.Component(trace["component"], trace["command"])
            if trace["status"] in ("success", "error"):
                ended.add(trace["component"])
    if not begun:
        return [traces.Component(function, envelope.type)]
    return [component for name, component in begun.items() if name not in ended]


def keep_batch(body: dict[str, Any]) -> None:
    """The messages of a batch; its positions alone when its records are gone, a day after they were written."""
    batch, context = body["DDBStreamBatchInfo"], body["requestContext"]
    function = function_name(context["functionArn"])
    condition = context.get("condition")
    if given_up_batches.keep(batch, function, f"the function failed each time ({condition})"):
        return
    dead_letters.store(
        function,
        f"{body.get('timestamp', '')}#{batch.get('startSequenceNumber', '')}",
        {
            "function": "",
            "message": f"{batch.get('batchSize')} records of the stream, which are gone from it ({condition})",
            "eventType": "stream",
            "event": compact(body),
        },
    )


def function_name(arn: str) -> str:
    """`arn:aws:lambda:<region>:<account>:function:<name>`, with or without a qualifier."""
    parts = arn.split(":")
    return parts[6] if len(parts) > 6 else "undelivered"
