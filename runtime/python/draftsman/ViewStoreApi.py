"""Queries on the view store, as model code writes them (model format 17.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from draftsman.running.clients import client
from draftsman.running.settings import setting
from draftsman.storage.attributes import from_item, to_attribute, to_item
from draftsman.storage.view_store import fields_of


class Query:
    """
    Rows of one view. Every filter returns the query, so calls can be chained or stand alone.

    `Query("Garage").get_items().equals("covered", True).run()`
    """

    def __init__(self, view: str) -> None:
        self.view = view
        self._key: str | None = None
        self.is_list = True
        self._operator = " AND "
        self._conditions: list[str] = []
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def get_item(self, key: str) -> Query:
        self._key, self.is_list = str(key), False
        return self

    def get_items(self, key: str | None = None, filter_chain_method: str = "and") -> Query:
        """All rows, or those whose key begins with `key`; `filter_chain_method` is `and` or `or`."""
        if filter_chain_method.lower() not in ("and", "or"):
            raise ValueError(f"filters are joined by and or or, not by {filter_chain_method!r}")
        self._key, self.is_list = key, True
        self._operator = f" {filter_chain_method.upper()} "
        return self

    def equals(self, field: str, value: Any) -> Query:
        return self._compare(field, "=", value)

    def not_equals(self, field: str, value: Any) -> Query:
        return self._compare(field, "<>", value)

    def less_than(self, field: str, value: Any) -> Query:
        return self._compare(field, "<", value)

    def less_than_equals(self, field: str, value: Any) -> Query:
        return self._compare(field, "<=", value)

    def greater_than(self, field: str, value: Any) -> Query:
        return self._compare(field, ">", value)

    def greater_than_equals(self, field: str, value: Any) -> Query:
        return self._compare(field, ">=", value)

    def begins_with(self, field: str, prefix: str) -> Query:
        return self._where(f"begins_with({self._name(field)}, {self._value(prefix)})")

    def between(self, field: str, low: Any, high: Any) -> Query:
        return self._where(f"{self._name(field)} BETWEEN {self._value(low)} AND {self._value(high)}")

    def contains(self, field: str, value: Any) -> Query:
        return self._where(f"contains({self._name(field)}, {self._value(value)})")

    def is_in(self, field: str, values: Sequence[Any]) -> Query:
        """One of the values; DynamoDB takes a hundred in one list, so longer ones are taken apart."""
        parts = [values[start : start + 100] for start in range(0, len(values), 100)]
        texts = [f"{self._name(field)} IN ({', '.join(self._value(each) for each in part)})" for part in parts]
        if not texts:
            name = self._name(field)
            return self._where(f"(attribute_exists({name}) AND attribute_not_exists({name}))")
        return self._where(f"({' OR '.join(texts)})")

    def exists(self, field: str) -> Query:
        return self._where(f"attribute_exists({self._name(field)})")

    def not_exists(self, field: str) -> Query:
        return self._where(f"attribute_not_exists({self._name(field)})")

    def attribute_type(self, field: str, type: str) -> Query:
        return self._where(f"attribute_type({self._name(field)}, {self._value(type)})")

    def run(self) -> Any:
        """One row or None after `get_item`, else a list with the rows of all pages, ascending by key."""
        if not self.is_list:
            answer = client("dynamodb").get_item(
                TableName=setting("VIEW_STORE_TABLE"),
                Key=to_item({"pk": self.view, "sk": self._key}),
            )
            return fields_of(from_item(answer["Item"])) if "Item" in answer else None
        pages = client("dynamodb").get_paginator("query").paginate(**self._request())
        return [fields_of(from_item(item)) for page in pages for item in page["Items"]]

    def _request(self) -> dict[str, Any]:
        values = {":pk": to_attribute(self.view), **self._values}
        condition = "pk = :pk"
        if self._key:
            condition += " AND begins_with(sk, :prefix)"
            values[":prefix"] = to_attribute(self._key)
        request: dict[str, Any] = {
            "TableName": setting("VIEW_STORE_TABLE"),
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
        if self._conditions:
            request["FilterExpression"] = self._operator.join(self._conditions)
            request["ExpressionAttributeNames"] = self._names
        return request

    def _compare(self, field: str, operator: str, value: Any) -> Query:
        return self._where(f"{self._name(field)} {operator} {self._value(value)}")

    def _where(self, condition: str) -> Query:
        self._conditions.append(condition)
        return self

    def _name(self, field: str) -> str:
        name = f"#n{len(self._names)}"
        self._names[name] = field
        return name

    def _value(self, value: Any) -> str:
        name = f":v{len(self._values)}"
        self._values[name] = to_attribute(value)
        return name
