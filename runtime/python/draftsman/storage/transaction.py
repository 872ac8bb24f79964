"""The writes that make up one change of an instance, as `TransactWriteItems` takes them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from draftsman.documents.document import DELAY_SECONDS, DELAYED, HARD
from draftsman.documents.instance import Instance
from draftsman.documents.items import plain
from draftsman.running.settings import setting
from draftsman.storage.attributes import to_item

#: Largest event: what the bus takes (`bus.BYTES`), less its source and name.
EVENT_BYTES = 250_000

#: The outbox is read by a stream at once; what lies there longer is of no use.
OUTBOX_SECONDS = 24 * 60 * 60


def transaction_items(instance: Instance) -> list[dict[str, Any]]:
    """Events, keychain entries, snapshot when due, and messages for the outbox; nothing when nothing was recorded."""
    if not instance.recordings:
        return []
    return [*_events(instance), *_keychain(instance), *_snapshot(instance), *_outbox(instance)]


def deletion(instance: Instance) -> str:
    """What the change means for the stored items: `hard`, `delayed`, `revived`, or nothing."""
    level = instance.document.isDeleted
    if level in (HARD, DELAYED):
        return level
    return "revived" if instance.revived else ""


def _events(instance: Instance) -> Iterator[dict[str, Any]]:
    ttl = instance.aggregate.event_ttl_seconds
    for version, recording in _versions(instance):
        message = recording.event.envelope.to_detail()
        if recording.event.revives:
            message["revives"] = True
        if recording.event.key is not None:
            message["businessKey"] = recording.event.key
        text = _json(message)
        if len(text.encode()) > EVENT_BYTES:
            raise ValueError(f"{recording.event.envelope.type} is too large for the bus: at most {EVENT_BYTES} bytes")
        item = {"pk": _pk(instance), "sk": f"event#{version:012}", "message": text}
        if ttl is not None:
            item["expires"] = int(time.time()) + ttl
        yield _put("EVENT_STORE_TABLE", item, "attribute_not_exists(pk)")


def _keychain(instance: Instance) -> Iterator[dict[str, Any]]:
    """A new instance takes its key, a renamed one moves, and the entry of a delayed deletion gets its date."""
    moved = instance.new_key is not None
    state = deletion(instance)
    if instance.stored_version == 0 or moved or state in (DELAYED, "revived"):
        item: dict[str, Any] = {
            "pk": instance.aggregate.identity,
            "sk": instance.identity,
            "technicalKey": instance.technical_key,
        }
        if state == DELAYED:
            item["expires"] = int(time.time()) + DELAY_SECONDS
        holder = instance.new_key_replaces if moved else instance.replaces
        if holder is None and not moved and instance.stored_version > 0:
            holder = instance.technical_key
        yield _put("KEYCHAIN_TABLE", item, *_unless_held_by_another(holder))
    if moved and instance.stored_version > 0:
        yield {
            "Delete": {
                "TableName": setting("KEYCHAIN_TABLE"),
                "Key": to_item({"pk": instance.aggregate.identity, "sk": instance.key}),
                "ConditionExpression": "technicalKey = :own",
                "ExpressionAttributeValues": to_item({":own": instance.technical_key}),
            }
        }


def _unless_held_by_another(holder: str | None) -> tuple[str, dict[str, Any] | None]:
    if holder is None:
        return "attribute_not_exists(pk)", None
    return "attribute_not_exists(pk) OR technicalKey = :holder", {":holder": holder}


def _snapshot(instance: Instance) -> Iterator[dict[str, Any]]:
    """Every so many events; at every change when events expire (decision D-70) or the deletion level changes."""
    aggregate = instance.aggregate
    due = instance.document.version - instance.snapshot_version >= aggregate.snapshot_interval
    if due or aggregate.event_ttl_seconds is not None or deletion(instance):
        message = _json({"document": plain(instance.document)})
        item = {"pk": _pk(instance), "sk": "snapshot", "message": message}
        if deletion(instance) == DELAYED:
            item["expires"] = int(time.time()) + DELAY_SECONDS
        yield _put("EVENT_STORE_TABLE", item)


def _outbox(instance: Instance) -> Iterator[dict[str, Any]]:
    expires = int(time.time()) + OUTBOX_SECONDS
    for version, recording in _versions(instance):
        yield _message(instance, version, "event", recording.event.envelope.to_detail(), expires)
    changes = [
        {
            "event": recording.event.envelope.to_detail(),
            "document": plain(recording.document),
        }
        for recording in instance.recordings
    ]
    message = {
        "aggregate": instance.aggregate.identity,
        "key": instance.identity,
        "technicalKey": instance.technical_key,
        "collections": sorted(instance.aggregate.entities),
        "deletion": deletion(instance),
        "eventTtlSeconds": instance.aggregate.event_ttl_seconds,
        "changes": changes,
    }
    yield _message(instance, instance.document.version, "snapshot", message, expires)


def _message(instance: Instance, version: int, kind: str, message: Any, expires: int) -> dict[str, Any]:
    item = {
        "pk": _pk(instance),
        "sk": f"{version:012}#{kind}",
        "kind": kind,
        "message": _json(message),
        "expires": expires,
    }
    return _put("OUTBOX_TABLE", item)


def _versions(instance: Instance) -> Any:
    return enumerate(instance.recordings, start=instance.stored_version + 1)


def _pk(instance: Instance) -> str:
    return f"{instance.aggregate.identity}#{instance.technical_key}"


def _put(table: str, item: dict[str, Any], condition: str = "", values: dict[str, Any] | None = None) -> dict[str, Any]:
    put: dict[str, Any] = {"TableName": setting(table), "Item": to_item(item)}
    if condition:
        put["ConditionExpression"] = condition
    if values:
        put["ExpressionAttributeValues"] = to_item(values)
    return {"Put": put}


def _json(message: Any) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
