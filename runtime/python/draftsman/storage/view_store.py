"""Rows of views in DynamoDB: reads them, and writes them unless they have changed in between."""

from __future__ import annotations

import time
from typing import Any

from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting
from draftsman.running.transient import Contention, is_busy
from draftsman.storage.attributes import from_item, to_item

#: Members of an item that are not fields of the view.
REVISION = "_revision"
_TECHNICAL = frozenset({"pk", "sk", REVISION})

#: How long the version that a row has seen of an instance is remembered.
APPLIED_SECONDS = 30 * 24 * 60 * 60


class RowChanged(Contention):
    """Somebody else has written the row since it was read."""


def read(view: str, key: str) -> tuple[dict[str, Any] | None, int]:
    """Fields of the row, or None, and the revision that a write has to name."""
    answer = client("dynamodb").get_item(
        TableName=setting("VIEW_STORE_TABLE"), Key=_key(view, key), ConsistentRead=True
    )
    if "Item" not in answer:
        return None, 0
    item = from_item(answer["Item"])
    return fields_of(item), int(item.get(REVISION, 0))


def fields_of(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _TECHNICAL}


def applied_version(view: str, key: str, instance: str) -> int:
    """Version of the instance that the row has seen last; 0 for none."""
    answer = client("dynamodb").get_item(
        TableName=setting("VIEW_STORE_TABLE"),
        Key=_key(_applied(view, key), instance),
        ConsistentRead=True,
    )
    return int(from_item(answer["Item"])["version"]) if "Item" in answer else 0


def write(view: str, key: str, row: dict[str, Any] | None, revision: int, applied: tuple[str, int] | None) -> None:
    """
    Stores the row, or deletes it when it is None, and remembers instance and version that were applied.
    Raises RowChanged when the row is no longer at that revision.
    """
    try:
        _apply(
            _row_request(view, key, row, revision), None if applied is None else _applied_request(view, key, *applied)
        )
    except Exception as error:
        reasons = getattr(error, "response", {}).get("CancellationReasons", [])
        codes = {error_code(error), *(each.get("Code") for each in reasons)}
        if codes & {"ConditionalCheckFailedException", "ConditionalCheckFailed", "TransactionConflict"}:
            raise RowChanged(f"{view} {key}") from error
        if any(is_busy(code or "") for code in codes):
            raise Contention(f"the table of {view} is busy") from error
        raise


def _apply(row: dict[str, Any], applied: dict[str, Any] | None) -> None:
    """One write when that is all, else both or none: a transaction costs twice as much."""
    dynamodb = client("dynamodb")
    if applied is not None:
        dynamodb.transact_write_items(TransactItems=[row, applied])
    elif "Put" in row:
        dynamodb.put_item(**row["Put"])
    else:
        dynamodb.delete_item(**row["Delete"])


def _row_request(view: str, key: str, row: dict[str, Any] | None, revision: int) -> dict[str, Any]:
    condition: dict[str, Any] = {
        "TableName": setting("VIEW_STORE_TABLE"),
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    if revision > 0:
        condition["ConditionExpression"] = "#revision = :revision"
        condition["ExpressionAttributeNames"] = {"#revision": REVISION}
        condition["ExpressionAttributeValues"] = to_item({":revision": revision})
    if row is None:
        return {"Delete": {"Key": _key(view, key), **condition}}
    item = {**row, "pk": view, "sk": key, REVISION: revision + 1}
    return {"Put": {"Item": to_item(item), **condition}}


def _applied_request(view: str, key: str, instance: str, version: int) -> dict[str, Any]:
    item = {
        "pk": _applied(view, key),
        "sk": instance,
        "version": version,
        "expires": int(time.time()) + APPLIED_SECONDS,
    }
    return {"Put": {"TableName": setting("VIEW_STORE_TABLE"), "Item": to_item(item)}}


def _applied(view: str, key: str) -> str:
    return f"_applied#{view}#{key}"


def _key(view: str, key: str) -> dict[str, Any]:
    return to_item({"pk": view, "sk": key})
