"""Changes that the views could not take: dead letters, in order for each instance, until they are sent again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from draftsman.messages import dead_letters
from draftsman.messages.streams import Message
from draftsman.running.clients import client
from draftsman.running.settings import setting
from draftsman.storage.attributes import from_item, to_item

COMPONENT = "ViewUpdater"


class Behind(Exception):
    """A change waits for an earlier one of the same instance."""


def first_of_instances() -> dict[str, str]:
    """The first parked change of each instance: none as long as all is well, so this is one small read a batch."""
    found: dict[str, str] = {}
    for item in _letters("sk, #group", {"#group": "group"}):
        found.setdefault(item["group"], item["sk"].removeprefix(f"{item['group']}#"))
    return found


def park(message: Message, error: BaseException) -> None:
    """Keeps the change behind those of the same instance; one that is kept already stays as it is."""
    (first, *_) = message.content["changes"]
    dead_letters.put_text(
        COMPONENT,
        f"{message.instance}#{message.order}",
        error,
        {
            "group": message.instance,
            "correlationId": str(first["event"].get("correlationId", "")),
            "eventId": str(first["event"].get("id", "")),
            "eventType": str(first["event"].get("type", "")),
            "event": json.dumps(message.content),
        },
        once=True,
    )


def replay(letter: dict[str, str], work: Callable[[Any], None]) -> None:
    """
    Applies all parked changes of the instance of that letter, in order. The first that fails again stays with what is
    behind it; so does everything when the letter is gone.
    """
    found = client("dynamodb").get_item(
        TableName=setting("DEAD_LETTER_TABLE"), Key=to_item({"pk": COMPONENT, "sk": letter["sk"]}), ConsistentRead=True
    )
    if "Item" not in found:
        return
    group = from_item(found["Item"])["group"]
    for item in list(_letters(prefix=f"{group}#")):
        key = {"pk": COMPONENT, "sk": item["sk"]}
        try:
            work(json.loads(item["event"]))
        except Exception as error:
            dead_letters.store(**key, letter={**item, **dead_letters.reason(error)})
            return
        dead_letters.remove(key)


def _letters(
    projection: str | None = None, names: dict[str, str] | None = None, prefix: str = ""
) -> Iterator[dict[str, Any]]:
    values, condition = {":pk": COMPONENT}, "pk = :pk"
    if prefix:
        values[":prefix"], condition = prefix, "pk = :pk AND begins_with(sk, :prefix)"
    request: dict[str, Any] = {
        "TableName": setting("DEAD_LETTER_TABLE"),
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": to_item(values),
        "ConsistentRead": True,
    }
    if projection is not None:
        request |= {"ProjectionExpression": projection, "ExpressionAttributeNames": names}
    for page in client("dynamodb").get_paginator("query").paginate(**request):
        yield from map(from_item, page["Items"])
