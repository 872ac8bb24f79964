"""A small application for the tests: garages that open, are renamed, and go in every way."""

from __future__ import annotations

import uuid
from typing import Any

from draftsman.aggregate import Aggregate
from draftsman.changes import add_field, extend, set_field
from draftsman.documents.items import Item
from draftsman.events import Envelope, event_type, now
from draftsman.fields import field
from draftsman.flows import Flow, check, emit, run_code, update_key
from draftsman.triggers import Trigger

ITEMS = {"number": "String", "rate": field("Float", 2.5)}

Open = event_type("Open", source="command", fields={"code": "String", "title": "String"}, collections={"spots": ITEMS})
Visit = event_type("Visit", source="command", fields={"code": "String", "count": field("Int", 1)})
Rename = event_type("Rename", source="command", fields={"code": "String", "to": "String"})
Delete = event_type("Delete", source="command", fields={"code": "String", "level": "String"})

SOURCE = "Parking.Garage"
Opened = event_type("Opened", source=SOURCE, fields={"code": "String", "title": "String"}, collections={"spots": ITEMS})
Visited = event_type("Visited", source=SOURCE, fields={"count": "Int", "label": "String"})
Renamed = event_type("Renamed", source=SOURCE, fields={"to": "String"})
Deleted = event_type("Deleted", source=SOURCE, fields={"level": "String"})


def apply_deleted(self: Any, event: Any, retrieve_nested_target: Any) -> None:
    self.isDeleted = event.level


def aggregate_with(**settings: Any) -> Aggregate:
    return Aggregate(
        sub_domain="Parking",
        name="Garage",
        business_key="code",
        fields={"code": "String", "title": "String", "visits": "Int", "labels": "StringList"},
        entities={"spots": {"number": "String", "rate": "Float", "plate": "String"}},
        changes={
            Opened: [
                set_field("code", "code"),
                set_field("title", "title"),
                extend(
                    "spots", "spots", key="number", changes=[set_field("number", "number"), add_field("rate", "rate")]
                ),
            ],
            Visited: [add_field("visits", "count"), add_field("labels", "label")],
            Renamed: [],
            Deleted: apply_deleted,
        },
        **settings,
    )


garage = aggregate_with()


def refuse_many(flow: Any) -> None:
    if flow.count > 100:
        raise ValueError("too many at once")
    if flow.count < 0:
        raise KeyError("a bug")


def flows_of(aggregate: Aggregate) -> dict[str, Flow]:
    """The flows of one aggregate by name."""
    visit = [
        check(lambda flow: flow.count != 0, "{flow.count} visits to {flow.code} are none of {flow.unknown}"),
        run_code(refuse_many),
        emit(Visited, {"count": lambda flow: flow.count, "label": lambda flow: flow.requestor}),
    ]
    flows = [
        Flow(
            name="Open",
            aggregate=aggregate,
            existence="create",
            triggers=[
                Trigger(
                    Open,
                    key="code",
                    variables={"code": "code", "title": "title", "spots": "spots"},
                    idempotency=["code", "title"],
                    idempotency_ttl_seconds=3600,
                )
            ],
            processors=[
                emit(
                    Opened,
                    {
                        "code": lambda flow: flow.code,
                        "title": lambda flow: flow.title,
                        "spots": lambda flow: flow.spots,
                    },
                )
            ],
        ),
        Flow(
            name="Visit",
            aggregate=aggregate,
            triggers=[Trigger(Visit, key="code", variables={"code": "code", "count": "count"})],
            processors=visit,
        ),
        Flow(
            name="Reopen",
            aggregate=aggregate,
            existence="reactivate",
            triggers=[Trigger(Visit, key="code", variables={"code": "code", "count": "count"})],
            processors=visit,
        ),
        Flow(
            name="Rename",
            aggregate=aggregate,
            triggers=[Trigger(Rename, key="code", variables={"to": "to"})],
            processors=[update_key(lambda flow: flow.to), emit(Renamed, {"to": lambda flow: flow.identity})],
        ),
        Flow(
            name="Delete",
            aggregate=aggregate,
            triggers=[Trigger(Delete, key="code", variables={"level": "level"})],
            processors=[emit(Deleted, {"level": lambda flow: flow.level})],
        ),
    ]
    return {flow.name: flow for flow in flows}


flows = flows_of(garage)


def request(type: str, data: dict[str, Any], **members: Any) -> Envelope:
    identifier = members.pop("id", str(uuid.uuid4()))
    return Envelope(type, identifier, members.pop("trace", "trace-1"), now(), "kim", [], Item(data), "appsync")


def bus_event(envelope: Envelope) -> dict[str, Any]:
    return {"id": "bus-1", "source": "command", "detail-type": envelope.type, "detail": envelope.to_detail()}
