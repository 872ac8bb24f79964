"""Values as DynamoDB writes them (API reference, `AttributeValue`)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def to_attribute(value: Any) -> dict[str, Any]:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float | Decimal):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, Mapping):
        return {"M": to_item(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return {"L": [to_attribute(each) for each in value]}
    return {"S": str(value)}


def from_attribute(attribute: Mapping[str, Any]) -> Any:
    """Numbers come back as int, or float when they have a fraction."""
    ((kind, value),) = attribute.items()
    if kind == "NULL":
        return None
    if kind == "N":
        return _number(value)
    if kind == "M":
        return from_item(value)
    if kind == "L":
        return [from_attribute(each) for each in value]
    if kind == "NS":
        return [_number(each) for each in value]
    return list(value) if kind in ("SS", "BS") else value


def to_item(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_attribute(value) for name, value in dict.items(dict(members))}


def from_item(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_attribute(value) for name, value in attributes.items()}


def _number(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)
