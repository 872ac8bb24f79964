"""Queries that are answered by Python of the model (model format 12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from draftsman.fields import coerce
from draftsman.running.clients import prepare
from draftsman.running.logs import set_up

Transform = Callable[[dict[str, Any], str], Any]


def projection_handler(
    transform: Transform, *, inputs: Mapping[str, str], returns_list: bool = False
) -> Callable[[dict[str, Any], Any], Any]:
    """The Lambda handler for a projection; a result set is wrapped as the API has it (decision D-67)."""
    set_up()
    prepare("dynamodb")

    def handler(event: dict[str, Any], _context: Any) -> Any:
        given = event.get("arguments") or {}
        arguments = {name: _argument(given.get(name), kind) for name, kind in inputs.items()}
        result = for_graphql(transform(arguments, event.get("username") or ""))
        return {"resultset": result or []} if returns_list else result

    return handler


def for_graphql(value: Any) -> Any:
    """Converts a result to values that GraphQL supports: dictionaries, lists, numbers, texts (decision D-48)."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(name): for_graphql(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [for_graphql(each) for each in value]
    if hasattr(value, "__dict__"):
        return for_graphql(vars(value))
    return str(value)


def _argument(value: Any, kind: str) -> Any:
    return None if value is None else coerce(value, kind)
