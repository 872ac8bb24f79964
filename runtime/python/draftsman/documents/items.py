"""Dictionaries with attributes: events, items and documents as model code sees them (model format 17.2)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_METHODS = frozenset(dir(dict))
_VIEWS = frozenset({"items", "keys", "values"})


class Item(dict):
    """
    A dictionary with attribute access. A member that is called like a method wins over the method; a collection called
    `items`, `keys` or `values` can still be called as the method, which `json` and loops do.
    """

    def __init__(self, members: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self.update(members)

    def __setitem__(self, name: str, value: Any) -> None:
        value = self._wrap(name, value)
        if name in _VIEWS and isinstance(value, list | Collection):
            value = _callable(value, functools.partial(getattr(dict, name), self))
        super().__setitem__(name, value)
        if name in _METHODS:
            object.__setattr__(self, name, value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        self.__dict__.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no {name!r}; there are {', '.join(self)}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __copy__(self) -> Item:
        return type(self)(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Item:
        return type(self)({name: copied(value) for name, value in dict.items(self)})

    def update(self, *sources: Any, **members: Any) -> None:
        for name, value in dict(*sources, **members).items():
            self[name] = value

    def setdefault(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = default
        return self[name]

    def _wrap(self, name: str, value: Any) -> Any:
        return wrapped(value)


class Collection(dict):
    """Items of a document by business key (model format 8.2). Keys are data and never attributes."""

    def __init__(self, items: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self.update(items)

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, wrapped(value))

    def __deepcopy__(self, memo: dict[int, Any]) -> Collection:
        return type(self)({key: copied(value) for key, value in self.items()})

    def update(self, *sources: Any, **items: Any) -> None:
        for key, value in dict(*sources, **items).items():
            self[key] = value

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]


class _ListAndMethod(list):
    """A list that answers as the dictionary's method when it is called."""

    method: Callable[[], Any]

    def __call__(self) -> Any:
        return self.method()


class _CollectionAndMethod(Collection):
    """The same for a collection of a document."""

    method: Callable[[], Any]

    def __call__(self) -> Any:
        return self.method()


def _callable(value: Any, method: Callable[[], Any]) -> Any:
    both = _ListAndMethod(value) if isinstance(value, list) else _CollectionAndMethod(value)
    both.method = method
    return both


def wrapped(value: Any) -> Any:
    """Gives dictionaries attribute access, at any depth; leaves alone what has it."""
    if isinstance(value, Item | Collection):
        return value
    if isinstance(value, Mapping):
        return Item(value)
    if isinstance(value, list) and any(_needs_wrapping(each) for each in value):
        return [wrapped(each) for each in value]
    return value


def plain(value: Any) -> Any:
    """Dictionaries and lists only, copied at every depth: what `json` and DynamoDB understand."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in dict.items(value)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def copied(value: Any) -> Any:
    """Copies dictionaries and lists at every depth and keeps their types; other values are shared."""
    if isinstance(value, Item | Collection):
        return value.__deepcopy__({})
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    if isinstance(value, list):
        return [copied(each) for each in value]
    return value


def _needs_wrapping(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, Mapping) and not isinstance(value, Item | Collection))
