"""Rows of views in DynamoDB: reads them, and writes them unless they have changed in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting
from draftsman.running.transient import Contention, is_busy
from draftsman.storage import applied_versions
from draftsman.storage.applied_versions import Seen
from draftsman.storage.attributes import from_item, to_item

#: Members of an item that are not fields of the view: how often it was written, and by which change last.
REVISION, INSTANCE, VERSION = "_revision", "_instance", "_version"
_TECHNICAL = frozenset({"pk", "sk", REVISION, INSTANCE, VERSION})


class RowChanged(Contention):
    """Somebody else has written the row since it was read."""


@dataclass(frozen=True)
class StoredRow:
    """
    Fields of a row, or None when there is none; the revision that a write has to name; instance and version of the
    change that wrote it last.
    """

    fields: dict[str, Any] | None = None
    revision: int = 0
    instance: str = ""
    version: int = 0


@dataclass(frozen=True)
class Applied:
    """The change that a write brings. With `seen`, the row remembers it beyond the next change."""

    instance: str
    version: int
    seen: Seen | None = None


def read(view: str, key: str) -> StoredRow:
    answer = client("dynamodb").get_item(
        TableName=setting("VIEW_STORE_TABLE"), Key=_key(view, key), ConsistentRead=True
    )
    if "Item" not in answer:
        return StoredRow()
    item = from_item(answer["Item"])
    return StoredRow(
        fields_of(item), int(item.get(REVISION, 0)), str(item.get(INSTANCE, "")), int(item.get(VERSION, 0))
    )


def fields_of(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _TECHNICAL}


def write(view: str, key: str, row: dict[str, Any] | None, revision: int, applied: Applied | None) -> None:
    """
    Stores the row, or deletes it when it is None, and remembers the change that was applied. Raises RowChanged when
    the row is no longer at that revision, or when another change was applied meanwhile.
    """
    remembered = None
    if applied is not None and applied.seen is not None:
        remembered = applied_versions.request(view, key, applied.instance, applied.seen, applied.version)
    try:
        _apply(_row_request(view, key, row, revision, applied), remembered)
    except Exception as error:
        reasons = getattr(error, "response", {}).get("CancellationReasons", [])
        codes = {error_code(error), *(each.get("Code") for each in reasons)}
        if codes & {"ConditionalCheckFailedException", "ConditionalCheckFailed", "TransactionConflict"}:
            raise RowChanged(f"{view} {key}") from error
        if any(is_busy(code or "") for code in codes):
            raise Contention(f"the table of {view} is busy") from error
        raise


def _apply(row: dict[str, Any], remembered: dict[str, Any] | None) -> None:
    """One write when that is all, else both or none: a transaction costs twice as much."""
    dynamodb = client("dynamodb")
    if remembered is not None:
        dynamodb.transact_write_items(TransactItems=[row, remembered])
    elif "Put" in row:
        dynamodb.put_item(**row["Put"])
    else:
        dynamodb.delete_item(**row["Delete"])


def _row_request(
    view: str, key: str, row: dict[str, Any] | None, revision: int, applied: Applied | None
) -> dict[str, Any]:
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
    if applied is not None:
        item |= {INSTANCE: applied.instance, VERSION: applied.version}
    return {"Put": {"Item": to_item(item), **condition}}


def _key(view: str, key: str) -> dict[str, Any]:
    return to_item({"pk": view, "sk": key})
