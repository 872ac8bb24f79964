"""Keeps events that could not be processed, so that people can look at them and send them again (model format 8.5)."""

from __future__ import annotations

import os
import time
import traceback
from typing import Any

from draftsman.events import Envelope, now
from draftsman.messages.compact_json import compact
from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting
from draftsman.storage.attributes import to_item
from draftsman.utils import describe

KEPT_SECONDS = 30 * 24 * 60 * 60


def put(component: str, envelope: Envelope, error: BaseException) -> None:
    """Keeps an event that a component of this function could not process. Raises when it cannot be kept."""
    put_text(
        component,
        f"{envelope.timestamp}#{envelope.id}",
        error,
        {
            "correlationId": envelope.correlation_id,
            "eventId": envelope.id,
            "eventType": envelope.type,
            "event": compact(envelope.to_detail()),
        },
    )


def put_text(pk: str, sk: str, error: BaseException, letter: dict[str, Any], once: bool = False) -> None:
    """Keeps something that this function could not process. With `once`, a letter that is there already stays."""
    found = {"function": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""), **letter, **reason(error)}
    try:
        store(pk, sk, found, "attribute_not_exists(pk)" if once else "")
    except Exception as failure:
        if not once or error_code(failure) != "ConditionalCheckFailedException":
            raise


def keep_again(letter: dict[str, Any], error: BaseException) -> None:
    """Says how a letter failed again, unless somebody else has dealt with it meanwhile."""
    try:
        store(letter["pk"], letter["sk"], {**letter, **reason(error)}, "attribute_exists(pk)")
    except Exception as failure:
        if error_code(failure) != "ConditionalCheckFailedException":
            raise


def reason(error: BaseException) -> dict[str, str]:
    """What a letter says of the failure."""
    return {"message": describe(error), "traceback": "".join(traceback.format_exception(error))[-20_000:]}


def store(pk: str, sk: str, letter: dict[str, Any], condition: str = "") -> None:
    """Writes a letter. The same event of the same component is one letter, however often it fails."""
    expires = int(time.time()) + KEPT_SECONDS
    item = {**letter, "pk": pk, "sk": sk, "failedAt": now(), "expires": expires}
    more = {"ConditionExpression": condition} if condition else {}
    client("dynamodb").put_item(TableName=setting("DEAD_LETTER_TABLE"), Item=to_item(item), **more)


def letter_of(event: dict[str, Any]) -> dict[str, str] | None:
    """Key of the letter that an invocation sends again, `{"pk", "sk"}`; None for an event that comes first."""
    return event.get("deadLetter")


def remove(letter: dict[str, str] | None) -> None:
    """The letter has been dealt with."""
    if letter is not None:
        key = to_item({"pk": letter["pk"], "sk": letter["sk"]})
        client("dynamodb").delete_item(TableName=setting("DEAD_LETTER_TABLE"), Key=key)
