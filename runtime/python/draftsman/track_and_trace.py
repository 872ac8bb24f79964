"""Keeps each state of processing for thirty days, and passes it on to subscribers (model format 18)."""

from __future__ import annotations

import time
from typing import Any

from draftsman.messages import dead_letters
from draftsman.messages.appsync import call_signed
from draftsman.running.clients import client, prepare
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.settings import setting
from draftsman.storage.attributes import to_item

KEPT_SECONDS = 30 * 24 * 60 * 60

FIELDS = (
    "correlationId",
    "command",
    "component",
    "event",
    "status",
    "message",
    "previous",
    "timestamp",
)

#: Members of a trace that are stored beside what clients see.
UNSEEN = ("eventId", "function")

MUTATION = (
    f"mutation Publish({', '.join(f'${name}: String' for name in FIELDS)}) {{ "
    f"publishTrace({', '.join(f'{name}: ${name}' for name in FIELDS)}) {{ {' '.join(FIELDS)} }} }}"
)

set_up()
prepare("dynamodb")


def handler(event: dict[str, Any], _context: Any) -> None:
    """One trace from the bus. Storing is what counts; a failed publication is logged."""
    trace = {name: str(event["detail"].get(name) or "") for name in FIELDS}
    trace["timestamp"] = trace["timestamp"] or event["time"]
    correlation_id.set(trace["correlationId"])
    item = {
        "pk": trace["correlationId"],
        "sk": f"{trace['timestamp']}#{event['id']}",
        **trace,
        **{name: event["detail"][name] for name in UNSEEN if event["detail"].get(name)},
        "expires": int(time.time()) + KEPT_SECONDS,
    }
    client("dynamodb").put_item(TableName=setting("TRACE_TABLE"), Item=to_item(item))
    try:
        call_signed(MUTATION, trace)
    except Exception:
        log.exception("clients were not notified of the trace %s of %s", trace["status"], trace["component"])
    dead_letters.remove(dead_letters.letter_of(event))
