"""The document of an aggregate: the state that its events have made (model format 8, 17.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from draftsman.documents.items import Collection, Item, copied

HARD, DELAYED = "hard", "delayed"

#: How long an instance with a delayed deletion can still be brought back (decision D-63).
DELAY_SECONDS = 24 * 60 * 60


class Document(Item):
    """Fields by name, collections by business key, and `isDeleted`, `version`, `created_at`, `updated_at`."""

    def __init__(self, members: Mapping[str, Any] = {}, collections: frozenset[str] = frozenset()) -> None:
        object.__setattr__(self, "_collections", collections)
        super().__init__(members)

    def __copy__(self) -> Document:
        return Document(self, self._collections)

    def __deepcopy__(self, memo: dict[int, Any]) -> Document:
        members = {name: copied(value) for name, value in dict.items(self)}
        return Document(members, self._collections)

    def _wrap(self, name: str, value: Any) -> Any:
        if name in self._collections and not isinstance(value, Collection):
            return Collection(value or {})
        return super()._wrap(name, value)
