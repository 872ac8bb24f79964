"""Keeps events that could not be processed, with their context, for later inspection (model format 8.5)."""

from __future__ import annotations

import json
import time
import traceback

from draftsman.attributes import to_item
from draftsman.clients import client
from draftsman.events import Envelope, now
from draftsman.logs import log
from draftsman.settings import setting
from draftsman.utils import describe

KEPT_SECONDS = 30 * 24 * 60 * 60


def put(component: str, envelope: Envelope, error: BaseException) -> None:
    """Keeps event and failure; when even that fails, the log has both."""
    item = {
        "pk": component,
        "sk": f"{now()}#{envelope.id}",
        "correlationId": envelope.correlation_id,
        "message": describe(error),
        "traceback": "".join(traceback.format_exception(error))[-20_000:],
        "event": json.dumps(envelope.to_detail(), default=str),
        "expires": int(time.time()) + KEPT_SECONDS,
    }
    try:
        client("dynamodb").put_item(TableName=setting("DEAD_LETTER_TABLE"), Item=to_item(item))
    except Exception:
        log.exception("the dead letter of %s was not stored: %s", component, item["event"])
