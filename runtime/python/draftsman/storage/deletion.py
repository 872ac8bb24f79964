"""How each level of deletion affects the stored items of an instance (model format 17.3, decision D-63)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from draftsman.documents.document import DELAY_SECONDS, DELAYED, HARD
from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting
from draftsman.storage.attributes import to_item


def clear_away(message: dict[str, Any]) -> None:
    """
    `hard` removes keychain entry, snapshot and events; `delayed` gives events the date at which they go (keychain entry
    and snapshot have it already); `revived` takes that date back. Anything else needs nothing.
    """
    level = message["deletion"]
    pk = f"{message['aggregate']}#{message['technicalKey']}"
    if level == HARD:
        _release_key(message)
        for item in _items(pk):
            client("dynamodb").delete_item(TableName=setting("EVENT_STORE_TABLE"), Key=_key(item))
    elif level == DELAYED:
        for item in _items(pk):
            if item["sk"]["S"] != "snapshot":
                _expire(item, int(time.time()) + DELAY_SECONDS)
    elif level == "revived":
        for item in _items(pk):
            if item["sk"]["S"] != "snapshot":
                _expire(item, _own_expiry(item, message["eventTtlSeconds"]))


def _release_key(message: dict[str, Any]) -> None:
    """Deletes the keychain entry, unless a new instance has taken the key in the meantime."""
    try:
        client("dynamodb").delete_item(
            TableName=setting("KEYCHAIN_TABLE"),
            Key=to_item({"pk": message["aggregate"], "sk": message["key"]}),
            ConditionExpression="technicalKey = :own",
            ExpressionAttributeValues=to_item({":own": message["technicalKey"]}),
        )
    except Exception as error:
        if error_code(error) != "ConditionalCheckFailedException":
            raise


def _items(pk: str) -> Iterator[dict[str, Any]]:
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=setting("EVENT_STORE_TABLE"),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": pk}),
            ConsistentRead=True,
        )
    )
    for page in pages:
        yield from page["Items"]


def _expire(item: dict[str, Any], expires: int | None) -> None:
    change: dict[str, Any] = {"UpdateExpression": "REMOVE expires"}
    if expires is not None:
        values = to_item({":expires": expires})
        change = {"UpdateExpression": "SET expires = :expires", "ExpressionAttributeValues": values}
    try:
        client("dynamodb").update_item(
            TableName=setting("EVENT_STORE_TABLE"),
            Key=_key(item),
            ConditionExpression="attribute_exists(pk)",
            **change,
        )
    except Exception as error:
        if error_code(error) != "ConditionalCheckFailedException":
            raise


def _own_expiry(item: dict[str, Any], ttl: int | None) -> int | None:
    """When the event goes by the aggregate's own setting."""
    if ttl is None:
        return None
    timestamp = json.loads(item["message"]["S"])["timestamp"]
    return int(datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()) + ttl


def _key(item: dict[str, Any]) -> dict[str, Any]:
    return {"pk": item["pk"], "sk": item["sk"]}
