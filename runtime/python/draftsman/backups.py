"""
Backups of documents (model format 8.1, decision D-73): every so many days, the state of each instance as one file of
the application's bucket, `backup/<SubDomain>/<Aggregate>/<technical key>/<date>.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from draftsman.aggregate import Aggregate
from draftsman.documents.instance import is_gone
from draftsman.documents.items import plain
from draftsman.events import now
from draftsman.messages import bus
from draftsman.running.clients import client, prepare
from draftsman.running.logs import log, set_up
from draftsman.running.settings import setting
from draftsman.storage import event_store
from draftsman.storage.attributes import from_item, to_item

#: What the next part of a backup is called on the bus.
SOURCE = "backup"

#: A part ends this long before the function would be stopped, and the rest goes on in the next one.
RESERVE_MILLISECONDS = 60_000


def backups_handler(aggregates: Mapping[int, list[Aggregate]]) -> Callable[[dict[str, Any], Any], None]:
    """The Lambda handler for the schedules and the parts that follow; aggregates by the days between two backups."""
    set_up()
    prepare("dynamodb", "s3")
    by_identity = {each.identity: each for several in aggregates.values() for each in several}

    def handler(event: dict[str, Any], context: Any) -> None:
        if event["source"] == SOURCE:
            detail = event["detail"]
            back_up(by_identity[detail["aggregate"]], detail["date"], detail["after"], context)
            return
        date = str(event.get("time") or now())[:10]
        days = int(event["detail-type"].removeprefix("@rate(").split(" ")[0])
        for aggregate in aggregates.get(days, []):
            _go_on(aggregate, date, None)

    return handler


def back_up(aggregate: Aggregate, date: str, after: str | None, context: Any) -> None:
    """Stores the instances whose business keys come after that one, as far as the time allows."""
    count = 0
    for key in _keys(aggregate, after):
        if context.get_remaining_time_in_millis() < RESERVE_MILLISECONDS and count > 0:
            _go_on(aggregate, date, after)
            break
        _store(aggregate, key, date)
        after, count = key, count + 1
    log.info("%d instances of %s were backed up", count, aggregate.identity)


def _store(aggregate: Aggregate, key: str, date: str) -> None:
    instance = event_store.load(aggregate, key)
    if not instance.exists or is_gone(instance.document):
        return
    content = {
        "aggregate": aggregate.identity,
        "key": key,
        "technicalKey": instance.technical_key,
        "date": date,
        "document": plain(instance.document),
    }
    folder = f"backup/{aggregate.sub_domain}/{aggregate.name}/{instance.technical_key}"
    client("s3").put_object(
        Bucket=setting("APPLICATION_BUCKET"),
        Key=f"{folder}/{date}.json",
        Body=json.dumps(content, ensure_ascii=False, indent=2).encode(),
        ContentType="application/json",
    )


def _keys(aggregate: Aggregate, after: str | None) -> Any:
    """Business keys in order, all pages."""
    condition, values = "pk = :pk", {":pk": aggregate.identity}
    if after is not None:
        condition, values = "pk = :pk AND sk > :after", {**values, ":after": after}
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=setting("KEYCHAIN_TABLE"),
            KeyConditionExpression=condition,
            ExpressionAttributeValues=to_item(values),
            ProjectionExpression="sk",
        )
    )
    for page in pages:
        for item in page["Items"]:
            yield from_item(item)["sk"]


def _go_on(aggregate: Aggregate, date: str, after: str | None) -> None:
    detail = {"aggregate": aggregate.identity, "date": date, "after": after}
    if bus.put([bus.entry(SOURCE, "Backup", detail)]):
        raise RuntimeError(f"the bus refused the next part of the backup of {aggregate.identity}")
