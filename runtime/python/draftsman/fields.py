"""The five types of a model (model format 3.2): zero values, and conversion of other values (model format 9.3, 9.6)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Field:
    """Type and default of one member; without a default of its own it starts with the type's zero value."""

    type: str
    default: Any = None

    def initial(self) -> Any:
        if self.default is None:
            return zero(self.type)
        return list(self.default) if isinstance(self.default, list) else self.default


type_names = ("String", "Int", "Float", "Boolean", "StringList")


def field(type: str, default: Any = None) -> Field:
    return Field(type, default)


def fields(definitions: Mapping[str, str | Field]) -> dict[str, Field]:
    """The short form, in which a bare type stands for a field without default."""
    return {name: Field(each) if isinstance(each, str) else each for name, each in definitions.items()}


def zero(type: str) -> Any:
    """The value of a member before it is set."""
    return [] if type == "StringList" else {"Int": 0, "Float": 0.0, "Boolean": False}.get(type, "")


def coerce(value: Any, type: str) -> Any:
    """Converts without loss. Raises ValueError that names value and type when that cannot be done."""
    try:
        return _converters[type](value)
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(f"{value!r} is no {type}") from None


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode()
    return str(value)


def _int(value: Any) -> int:
    if isinstance(value, str):
        return int(value.strip())
    if isinstance(value, float | Decimal) and value != int(value):
        raise ValueError
    return int(value)


def _float(value: Any) -> float:
    number = float(value.strip() if isinstance(value, str) else value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    raise ValueError


def _string_list(value: Any) -> list[str]:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            return [_string(each) for each in json.loads(text)]
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(value, list | tuple | set | frozenset):
        return [_string(each) for each in value]
    raise ValueError


_converters = {
    "String": _string,
    "Int": _int,
    "Float": _float,
    "Boolean": _boolean,
    "StringList": _string_list,
}
