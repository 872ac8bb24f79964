"""Compares expected and actual state of a unit test: a subset of members, by type (model format 9.6, decision D-33)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from draftsman.aggregate import Aggregate
from draftsman.fields import coerce


def typed(state: Mapping[str, Any], aggregate: Aggregate) -> dict[str, Any]:
    """The state of a test with numbers and flags that were written as text in the type of their field."""
    converted = _typed(state, aggregate.fields)
    for name, item_fields in aggregate.entities.items():
        if isinstance(converted.get(name), Mapping):
            converted[name] = {
                key: _typed(item, item_fields) if isinstance(item, Mapping) else item
                for key, item in converted[name].items()
            }
    if "version" in converted:
        converted["version"] = int(converted["version"])
    return converted


def differences(expected: Any, got: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """All differences: path, expected value, actual value. Members that are not expected are ignored."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        for name, value in dict.items(dict(expected)):
            place = f"{path}.{name}" if path else str(name)
            if name in got:
                yield from differences(value, got[name], place)
            else:
                yield place, _shown(value), "nothing"
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (wanted, came) in enumerate(zip(expected, got, strict=True)):
            yield from differences(wanted, came, f"{path}.{index}")
    elif not _equal(expected, got):
        yield path, _shown(expected), _shown(got)


def _typed(members: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    return {name: _member(value, types.get(name)) for name, value in members.items()}


def _member(value: Any, type: str | None) -> Any:
    if type is None or value is None or (type == "StringList" and isinstance(value, list)):
        return value
    try:
        return coerce(value, type)
    except ValueError:
        return value


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool) != isinstance(got, bool):
        return False
    return bool(expected == got)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
