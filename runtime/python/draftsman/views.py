"""Views as data (model format 11): what a row holds, and how the snapshots of aggregates fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.changes import Change, combined
from draftsman.documents.items import Item, copied, plain
from draftsman.fields import zero
from draftsman.storage.entity_manager import EntityManager

#: A member by name, or a function over the snapshot and, for collections, the item.
Term = str | Callable[[Any, Any], Any]


@dataclass(frozen=True, eq=False)
class View:
    """Definition of one view. `fields` has the type of each stored member; `ObjectList` for lists of objects."""

    name: str
    fields: Mapping[str, str]
    handlers: Sequence[SnapshotHandler | CustomHandler]
    key: str | None = None
    #: Rows go that many days after they were last written; None keeps them.
    retention_days: int | None = None
    notifies: bool = True


@dataclass(frozen=True)
class ItemConversion:
    """A list of objects, one made from each item of a collection, in the order in which the items came."""

    target: str
    source: str
    template: Callable[[Any], Mapping[str, Any]]
    fields: Mapping[str, str]

    def convert(self, snapshot: Any) -> list[dict[str, Any]]:
        return [self._object(item) for item in (snapshot.get(self.source) or {}).values()]

    def _object(self, item: Any) -> dict[str, Any]:
        made = plain(self.template(item))
        return {name: self._value(name, value) for name, value in made.items()}

    def _value(self, name: str, value: Any) -> Any:
        """An entry without a source gives the empty string; other types get their zero value (decision D-44)."""
        kind = self.fields.get(name, "String")
        return zero(kind) if value == "" and kind not in ("String", "ObjectList") else value


@dataclass(frozen=True, eq=False)
class SnapshotHandler:
    """Fills one row for each snapshot, or for each item of a collection, member by member (model format 11.3)."""

    aggregate: str
    key: Term
    changes: Sequence[Change | ItemConversion]
    collection: str | None = None
    delete_when: Sequence[Callable[[Any, Any], Any]] = ()

    @property
    def is_repeatable(self) -> bool:
        """Whether a snapshot that comes twice changes nothing by itself."""
        return all(isinstance(each, ItemConversion) or each.operand == "set" for each in self.changes)

    def apply(self, view: View, rows: EntityManager, snapshot: Any, event: Any) -> None:
        for source, item in self._sources(snapshot):
            key = self.key(snapshot, item) if callable(self.key) else source.get(self.key)
            if key is None or str(key) == "":
                continue
            row = rows.get(view.name, str(key))
            for change in self.changes:
                if isinstance(change, ItemConversion):
                    row[change.target] = change.convert(snapshot)
                else:
                    value = copied(_source_value(source, snapshot, change.source))
                    row[change.target] = combined(change.operand, row.get(change.target), value)
            if any(condition(snapshot, item) for condition in self.delete_when):
                row.mark_for_deletion = True

    def _sources(self, snapshot: Any) -> Iterator[tuple[Any, Any]]:
        if self.collection is None:
            yield snapshot, None
        else:
            for item in (snapshot.get(self.collection) or {}).values():
                yield item, item


@dataclass(frozen=True, eq=False)
class CustomHandler:
    """Fills rows with code of the model (model format 11.4), which may not be safe to run twice."""

    aggregate: str
    update: Callable[[EntityManager, Any, Any], Any]
    is_repeatable: bool = False

    def apply(self, view: View, rows: EntityManager, snapshot: Any, event: Any) -> None:
        self.update(rows, snapshot, event)


def snapshot_handler(
    *,
    aggregate: str,
    key: Term,
    changes: Sequence[Change | ItemConversion],
    collection: str | None = None,
    delete_when: Sequence[Callable[[Any, Any], Any]] = (),
) -> SnapshotHandler:
    return SnapshotHandler(aggregate, key, changes, collection, delete_when)


def custom_handler(*, aggregate: str, update: Callable[[EntityManager, Any, Any], Any]) -> CustomHandler:
    return CustomHandler(aggregate, update)


def convert_items(
    target: str,
    source: str,
    template: Callable[[Any], Mapping[str, Any]],
    *,
    fields: Mapping[str, str] | None = None,
) -> ItemConversion:
    return ItemConversion(target, source, template, fields or {})


def convert_to_dictionary(items: Any) -> list[dict[str, Any]]:
    """Plain dictionaries of a list or collection, for a field with a list of objects (model format 17.4)."""
    values = dict.values(items) if isinstance(items, dict) and not isinstance(items, Item) else items
    return [plain(each) for each in values]


def _source_value(source: Any, snapshot: Any, name: str) -> Any:
    """A member of the item, else of the snapshot, such as `created_at`, `version` or `isDeleted` (decision D-43)."""
    return source[name] if name in source else snapshot.get(name)
