"""Messages of the outbox that could not be worked off: dead letters, in order for each instance, until sent again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from draftsman.messages import dead_letters
from draftsman.messages.compact_json import compact
from draftsman.messages.streams import Message
from draftsman.running.clients import client
from draftsman.running.settings import setting
from draftsman.storage.attributes import from_item, to_item

#: The function whose changes have to stay in order, and the other one that reads the outbox.
VIEW_UPDATER, FAN_OUT = "ViewUpdater", "FanOut"


class Behind(Exception):
    """A change waits for an earlier one of the same instance."""


def first_of_instances() -> dict[str, str]:
    """The first parked change of each instance: none as long as all is well, so this is one small read a batch."""
    found: dict[str, str] = {}
    for item in _letters(VIEW_UPDATER, "sk, #group", {"#group": "group"}):
        found.setdefault(item["group"], item["sk"].removeprefix(f"{item['group']}#"))
    return found


def park(message: Message, error: BaseException, component: str = VIEW_UPDATER, function: str | None = None) -> None:
    """
    Keeps a message of the outbox behind those of the same instance; one that is kept already stays as it is. `function`
    takes it again, this one by default.
    """
    event = message.event
    letter = {
        "group": message.instance,
        "correlationId": str(event.get("correlationId", "")),
        "eventId": str(event.get("id", "")),
        "eventType": str(event.get("type", "")),
        "event": compact(message.content),
    }
    if function is not None:
        letter["function"] = function
    dead_letters.put_text(component, f"{message.instance}#{message.order}", error, letter, once=True)


def replay(letter: dict[str, str], work: Callable[[str, Any], None]) -> None:
    """
    Works through all parked messages of the instance of that letter, in order, until none is left. The first that fails
    again stays with what is behind it. `work` takes the instance and the message; it may see a message twice, when the
    letter is sent twice.
    """
    key = to_item({"pk": letter["pk"], "sk": letter["sk"]})
    found = client("dynamodb").get_item(TableName=setting("DEAD_LETTER_TABLE"), Key=key, ConsistentRead=True)
    if "Item" not in found:
        return
    group = from_item(found["Item"])["group"]
    while parked := list(_letters(letter["pk"], prefix=f"{group}#")):
        for item in parked:
            try:
                work(group, json.loads(item["event"]))
            except Exception as error:
                dead_letters.keep_again(item, error)
                return
            dead_letters.remove(item)


def _letters(
    component: str, projection: str | None = None, names: dict[str, str] | None = None, prefix: str = ""
) -> Iterator[dict[str, Any]]:
    values, condition = {":pk": component}, "pk = :pk"
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
