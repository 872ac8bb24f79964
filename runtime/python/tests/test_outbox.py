"""From the outbox to the bus, and to the views."""

from __future__ import annotations

import json
import os
import time

import pytest
from desk import bus_event, flows, request
from test_event_store import items

from draftsman import fan_out
from draftsman.behavior import behavior_handler
from draftsman.changes import add_field, set_field
from draftsman.messages import bus as event_bus
from draftsman.storage import view_store
from draftsman.view_updater import view_updater_handler
from draftsman.views import View, convert_items, convert_to_dictionary, custom_handler, snapshot_handler
from draftsman.ViewStoreApi import Query

HANDLER = behavior_handler(list(flows.values()))
PAR = {"code": "PAR", "title": "Parade Square", "spots": [{"number": "12"}, {"number": "3", "rate": 1}]}


def stream(aws, kind):
    """The outbox as its stream delivers it."""
    found = [item for item in items(aws, "OUTBOX_TABLE") if item["kind"] == kind]
    records = [
        {
            "dynamodb": {
                "SequenceNumber": str(number),
                "NewImage": {name: {"S": item[name]} for name in ("pk", "sk", "message")},
            }
        }
        for number, item in enumerate(found)
    ]
    return {"Records": records}


def send(type, data, **members):
    HANDLER(bus_event(request(type, data, **members)), None)


def test_domain_events_reach_the_bus_in_order_under_their_own_names(aws, bus):
    send("Open", PAR, trace="t-1")
    for count in range(1, 12):
        send("Visit", {"code": "PAR", "count": count})
    bus()

    assert fan_out.handler(stream(aws, "event"), None) == {"batchItemFailures": []}
    events = bus()
    assert len(events) == 23
    assert [each["detail"]["data"]["count"] for each in events[1:]] == sorted([*range(1, 12), *range(1, 12)])
    opened = events[0]
    assert (opened["source"], opened["detail-type"]) == ("domain.Parking.Garage", "Opened")
    assert opened["detail"]["correlationId"] == "t-1"
    assert opened["detail"]["requestor"] == "kim"
    assert opened["detail"]["data"]["spots"] == [{"number": "12", "rate": 2.5}, {"number": "3", "rate": 1.0}]


def test_the_stream_is_repeated_from_the_first_event_that_the_bus_refused(aws, monkeypatch):
    for count in range(3):
        send("Visit", {"code": f"G{count}", "count": 1})
    monkeypatch.setattr(event_bus, "put", lambda entries: [4, 2])

    assert fan_out.handler(stream(aws, "event"), None) == {"batchItemFailures": [{"itemIdentifier": "2"}]}


def test_events_of_one_transaction_go_out_in_the_order_of_their_versions(aws, bus, monkeypatch):
    send("Open", PAR)
    send("Visit", {"code": "PAR", "count": 1})
    bus()
    event = stream(aws, "event")
    event["Records"].reverse()
    for position, record in enumerate(event["Records"]):
        record["dynamodb"]["SequenceNumber"] = f"s{position}"

    fan_out.handler(event, None)
    assert [each["detail-type"] for each in bus()] == ["Opened", "Visited", "Visited"]

    # The last event is refused, and its record came first: everything is repeated.
    monkeypatch.setattr(event_bus, "put", lambda entries: [2])
    assert fan_out.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "s0"}]}


def test_entries_are_put_in_batches_that_the_bus_takes(aws, bus):
    entries = [event_bus.entry("test", "Large", {"text": "x" * 100_000}) for _ in range(5)]

    assert event_bus.put(entries) == []
    assert len(bus()) == 5


def update(EntityManager, snapshot, event):  # noqa: N803 - the name that models use
    row = EntityManager.get(type="Log", key=snapshot.code)
    row.lines.append(f"{event.type} {snapshot.version}")
    row.spots = convert_to_dictionary(list(snapshot.spots.values()))
    row.stranger = 1
    if EntityManager.get(type="Log", key="absent", create=False) is not None:
        raise AssertionError("a row was made that nobody wanted")


GARAGES = View(
    name="Garage",
    key="code",
    fields={"code": "String", "title": "String", "price": "Float", "spots": "ObjectList", "changedAt": "String"},
    handlers=[
        snapshot_handler(
            aggregate="Parking.Garage",
            key="code",
            changes=[
                set_field("code", "code"),
                set_field("title", "title"),
                set_field("changedAt", "updated_at"),
                convert_items(
                    "spots",
                    "spots",
                    lambda value: {"number": value["number"], "rate": "", "plate": value["plate"]},
                    fields={"number": "String", "rate": "Float", "plate": "String"},
                ),
            ],
            delete_when=[lambda snapshot, item: snapshot.isDeleted != ""],
        )
    ],
)
TOTALS = View(
    name="Total",
    key="name",
    fields={"name": "String", "visits": "Int"},
    notifies=False,
    handlers=[
        snapshot_handler(
            aggregate="Parking.Garage", key=lambda snapshot, item: "all", changes=[add_field("visits", "version")]
        )
    ],
)
SPOTS = View(
    name="Spot",
    key="id",
    fields={"id": "String", "number": "String"},
    retention_days=2,
    notifies=False,
    handlers=[
        snapshot_handler(
            aggregate="Parking.Garage",
            collection="spots",
            key=lambda snapshot, item: f"{snapshot.code}:{item.number}",
            changes=[set_field("number", "number")],
            delete_when=[lambda snapshot, item: item.number == "3"],
        )
    ],
)
LOG = View(
    name="Log",
    key="id",
    fields={"id": "String", "lines": "StringList", "spots": "ObjectList"},
    notifies=False,
    handlers=[custom_handler(aggregate="Parking.Garage", update=update)],
)
UPDATE = view_updater_handler([GARAGES, TOTALS, SPOTS, LOG])


def test_a_snapshot_fills_the_rows_of_all_views(aws, api):
    send("Open", PAR)
    assert UPDATE(stream(aws, "snapshot"), None) == {"batchItemFailures": []}

    garage = Query("Garage").get_item("PAR").run()
    assert garage.pop("changedAt").endswith("Z")
    assert garage == {
        "key": "PAR",
        "code": "PAR",
        "title": "Parade Square",
        "price": 0,
        "spots": [{"number": "12", "rate": 0, "plate": ""}, {"number": "3", "rate": 0, "plate": ""}],
    }
    assert [row["id"] for row in Query("Spot").get_items().run()] == ["PAR:12"]
    assert Query("Spot").get_items().run()[0]["expires"] > time.time() + 86400
    assert Query("Log").get_item("PAR").run()["lines"] == ["Opened 1"]


def test_subscribers_are_told_with_a_signed_call(aws, api):
    send("Open", PAR)
    UPDATE(stream(aws, "snapshot"), None)

    ((_, path, headers, _),) = api.requests
    assert path == "/graphql"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=111111111111/")
    assert "/eu-west-1/appsync/aws4_request" in headers["authorization"]
    assert api.documents[0]["variables"] == {"identifier": "PAR", "type": "Garage", "message": "updated"}


def test_a_change_that_comes_twice_changes_nothing(aws, api):
    send("Open", PAR)
    UPDATE(stream(aws, "snapshot"), None)
    UPDATE(stream(aws, "snapshot"), None)

    assert Query("Total").get_item("all").run()["visits"] == 1
    assert Query("Log").get_item("PAR").run()["lines"] == ["Opened 1"]


def test_rows_of_several_instances_add_up(aws, api):
    send("Open", PAR)
    send("Open", {**PAR, "code": "SQU"})
    UPDATE(stream(aws, "snapshot"), None)

    assert Query("Total").get_item("all").run()["visits"] == 2


def test_a_row_that_changed_meanwhile_is_read_again(aws, api, monkeypatch):
    send("Open", PAR)
    write, intruders = view_store.write, [1]

    def disturbed(view, key, row, revision, applied):
        if view == "Total" and intruders:
            intruders.pop()
            write("Total", "all", {"name": "all", "visits": 10}, 0, None)
        write(view, key, row, revision, applied)

    monkeypatch.setattr(view_store, "write", disturbed)
    UPDATE(stream(aws, "snapshot"), None)

    assert Query("Total").get_item("all").run()["visits"] == 11


def test_a_deleted_instance_takes_its_row_along(aws, api):
    send("Open", PAR)
    send("Delete", {"code": "PAR", "level": "hard"})
    UPDATE(stream(aws, "snapshot"), None)

    assert Query("Garage").get_item("PAR").run() is None
    assert items(aws, "KEYCHAIN_TABLE") == []


def test_deletion_wins_over_a_later_handler(aws, api):
    last = snapshot_handler(aggregate="Parking.Garage", key="code", changes=[set_field("title", "title")])
    view = View(name="Garage", key="code", fields=GARAGES.fields, handlers=[*GARAGES.handlers, last])
    send("Open", PAR)
    send("Delete", {"code": "PAR", "level": "soft"})
    view_updater_handler([view])(stream(aws, "snapshot"), None)

    assert Query("Garage").get_items().run() == []


def test_a_failure_that_will_pass_ends_the_batch_where_it_happened(aws, api, monkeypatch):
    monkeypatch.setattr("draftsman.running.retries.USUAL_SECONDS", 5.2)

    def fail(rows, snapshot, event):
        if snapshot.version == 3:
            raise ConnectionError("no")

    view = View(
        name="X", key="k", fields={"k": "String"}, handlers=[custom_handler(aggregate="Parking.Garage", update=fail)]
    )
    send("Open", PAR)
    send("Visit", {"code": "PAR", "count": 1})

    answer = view_updater_handler([view])(stream(aws, "snapshot"), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}


def test_rows_stay_when_nobody_can_be_told(aws, api):
    api.answers[:] = [(500, "broken")]
    send("Open", PAR)

    assert UPDATE(stream(aws, "snapshot"), None) == {"batchItemFailures": []}
    assert Query("Garage").get_item("PAR").run()["title"] == "Parade Square"


@pytest.fixture
def rows(aws):
    for number in range(30):
        row = {"key": f"{'AB'[number % 2]}{number:02}", "n": number, "tags": ["even"] if number % 2 == 0 else []}
        if number < 3:
            row["note"] = "x" * 200_000
        view_store.write("Row", row["key"], row, 0, None)


def keys(query):
    return [row["key"] for row in query.run()]


def test_a_query_reads_all_pages_in_the_order_of_keys(rows):
    assert keys(Query("Row").get_items()) == sorted(f"{'AB'[number % 2]}{number:02}" for number in range(30))


def test_a_query_takes_a_prefix_of_the_key(rows):
    assert len(keys(Query("Row").get_items("B"))) == 15


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (lambda: Query("Row").get_items().equals("n", 4), ["A04"]),
        (
            lambda: Query("Row").get_items().not_equals("n", 4).less_than("n", 6).greater_than("n", 2),
            ["B03", "B05"],
        ),
        (lambda: Query("Row").get_items("A").less_than_equals("n", 2).greater_than_equals("n", 2), ["A02"]),
        (lambda: Query("Row").get_items(filter_chain_method="or").equals("n", 1).equals("n", 2), ["A02", "B01"]),
        (lambda: Query("Row").get_items().between("n", 27, 28), ["A28", "B27"]),
        (lambda: Query("Row").get_items().contains("tags", "even").less_than("n", 3), ["A00", "A02"]),
        (lambda: Query("Row").get_items().is_in("n", [7, 8, 999]), ["A08", "B07"]),
        (lambda: Query("Row").get_items().is_in("n", list(range(200, 320))), []),
        (lambda: Query("Row").get_items().is_in("n", []), []),
        (lambda: Query("Row").get_items().exists("note"), ["A00", "A02", "B01"]),
        (lambda: Query("Row").get_items("B0").not_exists("note"), ["B03", "B05", "B07", "B09"]),
        (lambda: Query("Row").get_items().begins_with("key", "A2"), ["A20", "A22", "A24", "A26", "A28"]),
        (lambda: Query("Row").get_items("A0").attribute_type("n", "N").exists("note"), ["A00", "A02"]),
    ],
)
def test_filters_find_what_they_say(rows, query, found):
    assert keys(query()) == found


def test_filters_can_stand_in_statements_of_their_own(rows):
    query = Query("Row").get_items()
    query.greater_than("n", 27)
    query.less_than("n", 29)
    assert keys(query) == ["A28"]


def test_a_row_that_is_not_there_is_none(rows):
    assert Query("Row").get_item("Z").run() is None
    assert os.environ["VIEW_STORE_TABLE"]
    assert json.dumps(Query("Row").get_item("A04").run()) == '{"key": "A04", "n": 4, "tags": ["even"]}'
