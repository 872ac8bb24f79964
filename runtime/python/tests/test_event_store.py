"""Flows against real tables: conditional writes, transactions, keys, deletion."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from desk import aggregate_with, flows, flows_of, garage, request

from draftsman import behavior
from draftsman.behavior import run_once
from draftsman.running.settings import setting
from draftsman.storage import event_store
from draftsman.storage.attributes import from_item
from draftsman.storage.deletion import clear_away
from draftsman.storage.idempotency import ALREADY_PROCESSED
from draftsman.utils import FunctionalException

PAR = {"code": "PAR", "title": "Parade Square", "spots": [{"number": "12", "rate": 0.1}]}


def items(aws: Any, table: str) -> list[dict[str, Any]]:
    found = aws.scan(TableName=setting(table))["Items"]
    return sorted((from_item(item) for item in found), key=lambda item: (item["pk"], item["sk"]))


def messages(aws: Any, kind: str) -> list[Any]:
    return [json.loads(item["message"]) for item in items(aws, "OUTBOX_TABLE") if item["kind"] == kind]


def open_par(**members: Any) -> str:
    return run_once(flows["Open"], request("Open", PAR, **members))


def test_a_new_instance_is_one_transaction_of_events_key_claims_and_messages(aws):
    open_par(id="event-1")

    (event,) = items(aws, "EVENT_STORE_TABLE")
    (key,) = items(aws, "KEYCHAIN_TABLE")
    assert event["sk"] == "event#000000000001"
    assert event["pk"] == f"Parking.Garage#{key['technicalKey']}"
    assert key["sk"] == "PAR"
    assert len(items(aws, "IDEMPOTENCY_TABLE")) == 2
    assert [item["sk"] for item in items(aws, "OUTBOX_TABLE")] == ["000000000001#event", "000000000001#snapshot"]
    assert messages(aws, "event")[0]["previous"] == "Parking.Garage.Open"


def test_numbers_come_back_as_they_went(aws):
    open_par()

    document = event_store.load(garage, "PAR").document
    assert document.spots["12"] == {"number": "12", "rate": 0.1, "plate": ""}
    assert document.version == 1
    assert document.created_at == document.updated_at != ""


def test_an_event_that_the_bus_would_not_take_is_not_stored(aws):
    with pytest.raises(ValueError, match="Opened is too large for the bus"):
        run_once(flows["Open"], request("Open", {**PAR, "title": "x" * 260_000}))
    assert items(aws, "EVENT_STORE_TABLE") == []


def test_a_create_flow_refuses_a_key_that_exists(aws):
    open_par()

    with pytest.raises(FunctionalException, match="Garage PAR already exists"):
        run_once(flows["Open"], request("Open", {**PAR, "title": "Another"}))


def test_the_same_event_is_processed_once(aws):
    first = run_once(flows["Visit"], request("Visit", {"code": "PAR"}, id="one"))
    second = run_once(flows["Visit"], request("Visit", {"code": "PAR"}, id="one"))

    assert (first, second) == ("", ALREADY_PROCESSED)
    assert event_store.load(garage, "PAR").document.visits == 1


def test_the_same_request_is_processed_once_whatever_its_event(aws):
    assert open_par() == ""
    assert open_par() == ALREADY_PROCESSED
    assert len(items(aws, "EVENT_STORE_TABLE")) == 1


def test_an_expired_record_does_not_stand_in_the_way(aws):
    envelope = request("Visit", {"code": "PAR"}, id="one")
    run_once(flows["Visit"], envelope)
    aws.update_item(
        TableName=setting("IDEMPOTENCY_TABLE"),
        Key={"pk": {"S": "Parking.Garage.Visit#one"}, "sk": {"S": "-"}},
        UpdateExpression="SET expires = :past",
        ExpressionAttributeValues={":past": {"N": "1"}},
    )

    assert run_once(flows["Visit"], envelope) == ""
    assert event_store.load(garage, "PAR").document.visits == 2


def test_two_flows_of_one_event_keep_separate_records(aws):
    envelope = request("Visit", {"code": "PAR"})

    assert run_once(flows["Reopen"], envelope) == ""
    assert run_once(flows["Visit"], envelope) == ""
    assert event_store.load(garage, "PAR").document.visits == 2


def test_the_second_of_two_changes_of_one_version_loses(aws):
    open_par()
    first, second = event_store.load(garage, "PAR"), event_store.load(garage, "PAR")
    event = garage.event_type("Visited")
    for instance in (first, second):
        instance.record(event, {"count": 1}, request("Visit", {}), "test")

    event_store.commit(first, [])
    with pytest.raises(event_store.ConcurrentChange):
        event_store.commit(second, [])
    assert event_store.load(garage, "PAR").document.visits == 1


def test_no_change_is_lost_among_competitors(aws, bus):
    open_par()
    envelopes = [request("Visit", {"code": "PAR"}) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda envelope: behavior.process(flows["Visit"], envelope), envelopes))

    assert event_store.load(garage, "PAR").document.visits == 3


def test_the_state_is_the_snapshot_and_the_events_after_it(aws):
    aggregate = aggregate_with(snapshot_interval=3)
    visit = flows_of(aggregate)["Visit"]
    for _ in range(5):
        run_once(visit, request("Visit", {"code": "PAR"}))

    stored = items(aws, "EVENT_STORE_TABLE")
    assert json.loads(stored[-1]["message"])["document"]["version"] == 3
    for version in (1, 2, 3):
        key = {"pk": {"S": stored[0]["pk"]}, "sk": {"S": event_store.event_key(version)}}
        aws.delete_item(TableName=setting("EVENT_STORE_TABLE"), Key=key)
    assert event_store.load(aggregate, "PAR").document.visits == 5


def test_events_that_expire_leave_a_snapshot_behind_at_every_change(aws):
    aggregate = aggregate_with(event_ttl_seconds=60)
    run_once(flows_of(aggregate)["Visit"], request("Visit", {"code": "PAR"}))

    event, snapshot = items(aws, "EVENT_STORE_TABLE")
    assert event["expires"] > datetime.now(UTC).timestamp()
    assert snapshot["sk"] == "snapshot"
    assert "expires" not in snapshot


def test_events_of_an_older_model_are_read_with_defaults_and_strangers_are_counted(aws):
    open_par()
    pk = items(aws, "EVENT_STORE_TABLE")[0]["pk"]
    for version, (name, data) in enumerate([("Visited", {"old": 1}), ("Forgotten", {})], start=2):
        message = {**request(name, data).to_detail()}
        key = {"pk": {"S": pk}, "sk": {"S": event_store.event_key(version)}}
        aws.put_item(TableName=setting("EVENT_STORE_TABLE"), Item={**key, "message": {"S": json.dumps(message)}})

    document = event_store.load(garage, "PAR").document
    assert (document.version, document.visits, document.title) == (3, 0, "Parade Square")


def test_a_renamed_instance_is_found_by_its_new_key_only(aws):
    open_par()
    run_once(flows["Rename"], request("Rename", {"code": "PAR", "to": "SQU"}))

    assert event_store.load(garage, "PAR").technical_key is None
    renamed = event_store.load(garage, "SQU")
    assert (renamed.document.code, renamed.document.title) == ("SQU", "Parade Square")


def test_a_key_that_is_taken_is_refused(aws):
    open_par()
    run_once(flows["Visit"], request("Visit", {"code": "SQU"}))

    with pytest.raises(FunctionalException, match="Garage SQU already exists"):
        run_once(flows["Rename"], request("Rename", {"code": "PAR", "to": "SQU"}))
    assert event_store.load(garage, "PAR").document.version == 1


def delete(level: str) -> None:
    run_once(flows["Delete"], request("Delete", {"code": "PAR", "level": level}))


def test_a_soft_deleted_instance_refuses_flows_and_keeps_its_key(aws):
    open_par()
    delete("soft")

    with pytest.raises(FunctionalException, match="Garage PAR is deleted"):
        run_once(flows["Visit"], request("Visit", {"code": "PAR"}))
    with pytest.raises(FunctionalException, match="Garage PAR already exists"):
        run_once(flows["Open"], request("Open", {**PAR, "title": "New"}))


def test_a_reactivating_flow_undoes_a_deletion_for_good(aws):
    open_par()
    delete("soft")
    run_once(flows["Reopen"], request("Visit", {"code": "PAR"}))
    run_once(flows["Visit"], request("Visit", {"code": "PAR"}))

    document = event_store.load(garage, "PAR").document
    assert (document.isDeleted, document.visits, document.title) == ("", 2, "Parade Square")


def test_after_a_hard_deletion_the_key_can_be_used_at_once(aws):
    open_par()
    delete("hard")
    run_once(flows["Open"], request("Open", {**PAR, "title": "New"}))
    old = messages(aws, "snapshot")
    clear_away(next(each for each in old if each["deletion"] == "hard"))

    document = event_store.load(garage, "PAR").document
    assert (document.title, document.version) == ("New", 1)
    assert len({item["pk"] for item in items(aws, "EVENT_STORE_TABLE")}) == 1


def test_a_hard_deletion_removes_key_events_and_snapshots(aws):
    open_par()
    delete("hard")
    clear_away(next(each for each in messages(aws, "snapshot") if each["deletion"] == "hard"))

    assert items(aws, "EVENT_STORE_TABLE") == []
    assert items(aws, "KEYCHAIN_TABLE") == []


def test_a_delayed_deletion_dates_everything_and_can_be_taken_back(aws):
    open_par()
    delete("delayed")
    clear_away(next(each for each in messages(aws, "snapshot") if each["deletion"] == "delayed"))
    dated = items(aws, "EVENT_STORE_TABLE") + items(aws, "KEYCHAIN_TABLE")
    run_once(flows["Reopen"], request("Visit", {"code": "PAR"}))
    clear_away(next(each for each in messages(aws, "snapshot") if each["deletion"] == "revived"))

    assert all(item["expires"] for item in dated)
    undated = items(aws, "EVENT_STORE_TABLE") + items(aws, "KEYCHAIN_TABLE")
    assert [item for item in undated if "expires" in item] == []


def test_a_delayed_deletion_is_final_after_a_day(aws, monkeypatch):
    open_par()
    delete("delayed")
    later = datetime.now(UTC) + timedelta(hours=25)
    gone = behavior.is_gone
    monkeypatch.setattr(behavior, "is_gone", lambda document: gone(document, later))

    instance = behavior.load(flows["Reopen"], "PAR")
    assert (instance.exists, instance.technical_key) == (False, None)
