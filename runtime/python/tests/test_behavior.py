"""What an aggregate's function does with an event of the bus."""

from __future__ import annotations

import json

import pytest
from desk import bus_event, flows, garage, request
from test_event_store import items

from draftsman.behavior import behavior_handler
from draftsman.running import clients
from draftsman.storage import event_store

HANDLER = behavior_handler(list(flows.values()))


@pytest.fixture
def traces(bus):
    return lambda: [
        (each["detail"]["component"], each["detail"]["status"], each["detail"]["message"]) for each in bus()
    ]


def test_each_flow_tells_when_it_starts_and_how_it_ends_in_the_order_of_names(traces):
    HANDLER(bus_event(request("Visit", {"code": "PAR"})), None)

    assert traces() == [
        ("Parking.Garage.Reopen", "requested", ""),
        ("Parking.Garage.Reopen", "success", ""),
        ("Parking.Garage.Visit", "requested", ""),
        ("Parking.Garage.Visit", "success", ""),
    ]


def test_a_trace_has_what_clients_look_for(bus):
    HANDLER(bus_event(request("Open", {"code": "PAR", "title": "Parade Square"}, trace="t-1", id="e-1")), None)

    (requested, _) = bus()
    assert (requested["source"], requested["detail-type"]) == ("trace", "Trace")
    detail = requested["detail"]
    assert detail.pop("timestamp").endswith("Z")
    assert detail == {
        "correlationId": "t-1",
        "command": "Garage.Open",
        "component": "Parking.Garage.Open",
        "event": "Open",
        "status": "requested",
        "message": "",
        "previous": "appsync",
        "eventId": "e-1",
        "function": "",
    }


def test_a_repeated_request_succeeds_and_says_so(traces):
    envelope = request("Open", {"code": "PAR", "title": "Parade Square"})
    HANDLER(bus_event(envelope), None)
    HANDLER(bus_event(envelope), None)

    assert traces()[-1] == ("Parking.Garage.Open", "success", "already processed")


def test_a_validator_stops_the_flow_with_its_text_and_stores_nothing(aws, traces):
    HANDLER(bus_event(request("Visit", {"code": "PAR", "count": 0})), None)

    assert traces()[-1][1:] == ("error", "0 visits to PAR are none of {flow.unknown}")
    assert items(aws, "EVENT_STORE_TABLE") == items(aws, "IDEMPOTENCY_TABLE") == items(aws, "DEAD_LETTER_TABLE") == []


def test_a_value_error_of_model_code_is_functional(aws, traces):
    HANDLER(bus_event(request("Visit", {"code": "PAR", "count": 101})), None)

    assert traces()[-1][1:] == ("error", "ValueError: too many at once")
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_a_technical_failure_is_tried_four_times_and_kept_with_its_context(aws, traces, monkeypatch):
    attempts = []
    load = event_store.load
    monkeypatch.setattr(event_store, "load", lambda *given: (attempts.append(given), load(*given))[1])
    HANDLER(bus_event(request("Visit", {"code": "PAR", "count": -1}, trace="t-9")), None)

    assert len(attempts) == 2 * 4
    assert traces()[-1] == ("Parking.Garage.Visit", "error", "KeyError: 'a bug'")
    letter = items(aws, "DEAD_LETTER_TABLE")[-1]
    assert (letter["pk"], letter["correlationId"]) == ("Parking.Garage.Visit", "t-9")
    assert json.loads(letter["event"])["data"]["count"] == -1
    assert "refuse_many" in letter["traceback"]


def test_a_failure_that_passes_is_overcome(aws, traces, monkeypatch):
    commit = event_store.commit
    failures = [ConnectionError("lost"), event_store.ConcurrentChange("lost")]

    def unreliable(*given):
        if failures:
            raise failures.pop()
        commit(*given)

    monkeypatch.setattr(event_store, "commit", unreliable)
    HANDLER(bus_event(request("Open", {"code": "PAR", "title": "Parade Square"})), None)

    assert traces()[-1] == ("Parking.Garage.Open", "success", "")
    assert event_store.load(garage, "PAR").document.version == 1


def test_clients_are_made_while_a_function_is_initialised_and_only_there(aws, monkeypatch):
    clients.client.cache_clear()
    behavior_handler([])
    assert clients.client.cache_info().currsize == 0
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "ParkingGarageBehavior")
    behavior_handler([])
    assert clients.client.cache_info().currsize == 2


def test_an_empty_key_is_a_functional_error(traces):
    HANDLER(bus_event(request("Open", {"title": "Parade Square"})), None)

    assert traces()[-1][1:] == ("error", "Open has no key for Parking.Garage")
