"""The rows that one change touches: read when asked for, written together at the end (model format 17.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from draftsman.documents.items import Item, plain
from draftsman.fields import coerce, zero
from draftsman.running.logs import log
from draftsman.storage import view_store


class ViewDefinition(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, str]: ...
    @property
    def key(self) -> str | None: ...


class Row(Item):
    """What model code sees of a row: its fields, `type` and `key`, and `mark_for_deletion`."""

    def __init__(self, view: ViewDefinition, key: str, stored: Mapping[str, Any]) -> None:
        # In the instance's own dictionary: members of an Item are its items.
        self.__dict__.update(_fields=view.fields, _view=view.name, _key=key, _delete=False)
        super().__init__({name: zero_of(kind) for name, kind in view.fields.items()})
        for name, value in stored.items():
            if name in view.fields and value is not None:
                self[name] = restored(value, view.fields[name])

    def __getattr__(self, name: str) -> Any:
        if name not in self and name in ("type", "key", "mark_for_deletion"):
            own = self.__dict__
            return {"type": own["_view"], "key": own["_key"]}.get(name, own["_delete"])
        return super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "mark_for_deletion":
            # A row that is marked for deletion stays marked, even if a later handler changes it (decision D-46).
            self.__dict__["_delete"] = self.__dict__["_delete"] or bool(value)
        else:
            self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.__dict__["_fields"]:
            super().__setitem__(name, value)
        else:
            log.warning("view %s has no field %s", self.__dict__["_view"], name)


@dataclass
class Touched:
    """A row in work, with what its write has to know."""

    view: ViewDefinition
    key: str
    row: Row
    #: What was stored before; its revision is 0 for a row that is new.
    before: view_store.StoredRow
    #: Whether the same change must not be applied twice.
    fragile: bool = False

    def stored(self) -> dict[str, Any]:
        """Fields in their types, with `key`; the field of the primary key is filled when code left it empty."""
        fields = {name: stored_value(self.row[name], kind) for name, kind in self.view.fields.items()}
        if self.view.key is not None and not fields.get(self.view.key):
            fields[self.view.key] = self.key
        fields.setdefault("key", self.key)
        return fields


class EntityManager:
    """What model code uses to reach rows. One row is one object, however often it is asked for."""

    def __init__(self, views: Mapping[str, ViewDefinition]) -> None:
        self._views = views
        self.touched: dict[tuple[str, str], Touched] = {}
        #: Whether the handler that runs just now may run twice.
        self.repeatable = True

    def get(self, type: str, key: str, create: bool = True) -> Row | None:
        """The row; a new one when there is none, or None when `create` is false."""
        key = str(key)
        if type not in self._views:
            raise LookupError(f"there is no view {type}")
        found = self.touched.get((type, key))
        if found is None:
            before = view_store.read(type, key)
            if before.fields is None and not create:
                return None
            view = self._views[type]
            found = Touched(view, key, Row(view, key, before.fields or {}), before)
            self.touched[type, key] = found
        found.fragile = found.fragile or not self.repeatable
        return found.row


def zero_of(kind: str) -> Any:
    return [] if kind == "ObjectList" else zero(kind)


def restored(value: Any, kind: str) -> Any:
    """A stored value in the type of its field: DynamoDB knows no difference between 1 and 1.0."""
    return float(value) if kind == "Float" and isinstance(value, int) else value


def stored_value(value: Any, kind: str) -> Any:
    return plain(value) if kind == "ObjectList" or value is None else coerce(value, kind)
