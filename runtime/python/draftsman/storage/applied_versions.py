"""Which versions of an instance a row has seen: no change counts twice, and none is lost, whatever their order."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from draftsman.running.clients import client
from draftsman.running.settings import setting
from draftsman.storage.attributes import from_item, to_item

#: How long the versions that a row has seen are remembered.
APPLIED_SECONDS = 30 * 24 * 60 * 60

#: Most gaps that are remembered; a change in an older one counts as seen.
MOST_GAPS = 100


@dataclass(frozen=True)
class Seen:
    """
    `newest` is the highest version; `gaps` are the ranges below it that the row has not seen, because they did not
    touch it, or are dead letters. `revision` counts the writes of this record.
    """

    newest: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    revision: int = 0

    def has(self, version: int) -> bool:
        return version <= self.newest and not any(first <= version <= last for first, last in self.gaps)

    def extended(self, version: int) -> Seen:
        """What the row has seen after this version, too."""
        if version > self.newest:
            gaps = [*self.gaps, (self.newest + 1, version - 1)]
        else:
            gaps = [
                part
                for first, last in self.gaps
                for part in ((first, min(last, version - 1)), (max(first, version + 1), last))
            ]
        left = [gap for gap in gaps if gap[0] <= gap[1]]
        return Seen(max(version, self.newest), tuple(left[-MOST_GAPS:]), self.revision + 1)


def read(view: str, key: str, instance: str) -> Seen:
    """What the row has seen of the instance."""
    answer = client("dynamodb").get_item(
        TableName=setting("VIEW_STORE_TABLE"), Key=to_item(_key(view, key, instance)), ConsistentRead=True
    )
    if "Item" not in answer:
        return Seen()
    item = from_item(answer["Item"])
    gaps = tuple((int(first), int(last)) for first, last in item.get("gaps", []))
    return Seen(int(item["version"]), gaps, int(item.get("revision", 0)))


def request(view: str, key: str, instance: str, seen: Seen, version: int) -> dict[str, Any]:
    """The write that adds a version to what was read, for a transaction; it fails when the record has changed."""
    extended = seen.extended(version)
    item = {
        **_key(view, key, instance),
        "version": extended.newest,
        "revision": extended.revision,
        "expires": int(time.time()) + APPLIED_SECONDS,
    }
    if extended.gaps:
        item["gaps"] = [list(gap) for gap in extended.gaps]
    put: dict[str, Any] = {
        "TableName": setting("VIEW_STORE_TABLE"),
        "Item": to_item(item),
        "ConditionExpression": "attribute_not_exists(#revision)",
        "ExpressionAttributeNames": {"#revision": "revision"},
    }
    if seen.revision > 0:
        put["ConditionExpression"] = "#revision = :revision"
        put["ExpressionAttributeValues"] = to_item({":revision": seen.revision})
    return {"Put": put}


def _key(view: str, key: str, instance: str) -> dict[str, str]:
    return {"pk": f"_applied#{view}#{key}", "sk": instance}
