"""Lost races and busy tables: nothing is lost, nothing happens twice, and every command ends."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from desk import bus_event, flows, garage, request
from interrupted import Context, killed_at
from test_event_store import items

from draftsman import behavior
from draftsman.behavior import behavior_handler
from draftsman.messages import dead_letters, traces
from draftsman.running import retries
from draftsman.running.clients import client
from draftsman.running.retries import TimeIsUp
from draftsman.running.transient import Contention, will_pass
from draftsman.storage import event_store
from draftsman.storage.idempotency import ALREADY_PROCESSED

VISIT = behavior_handler([flows["Visit"]])
ALL = behavior_handler(list(flows.values()))


def visit(**members):
    return bus_event(request("Visit", {"code": "PAR"}, **members))


def states(bus):
    return [(each["detail"]["component"], each["detail"]["status"], each["detail"]["message"]) for each in bus()]


def visits(code="PAR"):
    return event_store.load(garage, code).document.visits


def lose_races(monkeypatch, count):
    commit, lost = event_store.commit, []

    def unlucky(*given):
        if len(lost) < count:
            lost.append(1)
            raise event_store.ConcurrentChange("Garage PAR was changed at the same time")
        commit(*given)

    monkeypatch.setattr(event_store, "commit", unlucky)
    return lost


def test_lost_races_are_run_again_as_long_as_there_is_time(aws, bus, monkeypatch):
    lost = lose_races(monkeypatch, 40)
    VISIT(visit(), Context())

    assert len(lost) == 40
    assert states(bus)[-1] == ("Parking.Garage.Visit", "success", "")
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_without_time_the_event_goes_back_to_the_service_which_calls_again(aws, bus, monkeypatch):
    lose_races(monkeypatch, 3)
    with pytest.raises(TimeIsUp, match="was changed at the same time"):
        VISIT(visit(id="one"), Context(seconds=4))
    assert [status for _, status, _ in states(bus)] == ["requested"]
    assert items(aws, "DEAD_LETTER_TABLE") == items(aws, "IDEMPOTENCY_TABLE") == []

    VISIT(visit(id="one"), Context())
    VISIT(visit(id="one"), Context())
    assert states(bus)[1::2] == [
        ("Parking.Garage.Visit", "success", ""),
        ("Parking.Garage.Visit", "success", ALREADY_PROCESSED),
    ]
    assert visits() == 1


def test_what_was_refused_stays_refused_when_another_flow_of_the_event_is_called_again(bus, monkeypatch):
    open_flow = flows["Open"]
    first = bus_event(request("Open", {"code": "", "title": "x"}, id="one"))
    busy = behavior.process

    def process(flow, *given):
        if flow.name == "Later":
            raise TimeIsUp("lost")
        return busy(flow, *given)

    later = type(open_flow)("Later", garage, open_flow.triggers, open_flow.processors)
    monkeypatch.setattr(behavior, "process", process)
    handler = behavior_handler([open_flow, later])
    with pytest.raises(TimeIsUp):
        handler(first, Context())
    states(bus)

    # What the same event asks for would succeed by now.
    handler = behavior_handler([open_flow])
    first["detail"]["data"]["code"] = "PAR"
    handler(first, Context())
    assert states(bus)[-1] == ("Parking.Garage.Open", "error", "Open has no key for Parking.Garage")


def test_all_competitors_for_one_instance_take_effect(aws, bus, monkeypatch):
    monkeypatch.setattr(retries, "FIRST_PAUSE_SECONDS", 0.02)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: VISIT(visit(), Context()), range(20)))

    assert visits() == 20
    assert items(aws, "DEAD_LETTER_TABLE") == []


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (
            ClientError({"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}, "x"),
            True,
        ),
        (
            ClientError(
                {
                    "Error": {"Code": "ProvisionedThroughputExceededException"},
                    "ResponseMetadata": {"HTTPStatusCode": 400},
                },
                "x",
            ),
            True,
        ),
        (
            ClientError({"Error": {"Code": "InternalServerError"}, "ResponseMetadata": {"HTTPStatusCode": 500}}, "x"),
            True,
        ),
        (
            ClientError({"Error": {"Code": "ValidationException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}, "x"),
            False,
        ),
        (EndpointConnectionError(endpoint_url="http://x"), True),
        (ConnectionResetError("lost"), True),
        (TimeoutError("late"), True),
        (Contention("busy"), True),
        (KeyError("bug"), False),
        (ValueError("no"), False),
    ],
)
def test_what_will_pass_says_nothing_about_the_work(error, passes):
    assert will_pass(error) is passes


def test_a_transaction_that_is_throttled_is_tried_again(aws, bus, monkeypatch):
    refusals = [
        ClientError(
            {
                "Error": {"Code": "TransactionCanceledException"},
                "ResponseMetadata": {"HTTPStatusCode": 400},
                "CancellationReasons": [{"Code": "None"}, {"Code": "ThrottlingError"}],
            },
            "TransactWriteItems",
        )
        for _ in range(9)
    ]
    dynamodb = client("dynamodb")
    write = dynamodb.transact_write_items

    def busy(**given):
        if refusals:
            raise refusals.pop()
        return write(**given)

    monkeypatch.setattr(dynamodb, "transact_write_items", busy)
    VISIT(visit(), Context())
    assert states(bus)[-1] == ("Parking.Garage.Visit", "success", "")


@pytest.mark.parametrize("after", [False, True])
def test_a_function_may_be_ended_at_any_call_and_the_next_one_ends_the_command(aws, bus, after):
    position, ended = 0, False
    while not ended:
        position += 1
        code = f"G{position}"
        event = bus_event(request("Visit", {"code": code}))
        with killed_at(position, after=after) as called:
            VISIT(event, Context())
        ended = len(called) < position
        VISIT(event, Context())

        assert visits(code) == 1, called
        assert states(bus)[-1][1] == "success", called
    assert position > 5
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_events_that_come_twice_and_in_any_order_count_once(bus):
    events = [visit() for _ in range(6)] * 2
    random.Random(7).shuffle(events)
    for event in events:
        VISIT(event, Context())

    assert visits() == 6


def test_a_command_from_before_a_field_existed_gets_its_default(bus):
    event = visit()
    event["detail"]["data"] = {"code": "PAR"}
    del event["detail"]["groups"], event["detail"]["previous"]
    VISIT(event, Context())

    assert visits() == 1


def test_an_end_that_nobody_heard_of_is_told_by_the_next_call(aws, bus, monkeypatch):
    publish = traces.publish
    monkeypatch.setattr(traces, "publish", lambda *given: given[2] == "requested" and publish(*given))
    for event in (visit(id="one"), bus_event(request("Visit", {"code": "PAR", "count": 0}, id="two"))):
        with pytest.raises(traces.NotTold):
            VISIT(event, Context())
    monkeypatch.setattr(traces, "publish", publish)
    states(bus)
    VISIT(visit(id="one"), Context())
    VISIT(bus_event(request("Visit", {"code": "PAR", "count": 5}, id="two")), Context())

    ends = [state for state in states(bus) if state[1] != "requested"]
    assert ends == [
        ("Parking.Garage.Visit", "success", ALREADY_PROCESSED),
        ("Parking.Garage.Visit", "error", "0 visits to PAR are none of {flow.unknown}"),
    ]
    assert visits() == 1


def test_a_failure_that_cannot_be_kept_goes_back_to_the_service(aws, monkeypatch):
    monkeypatch.setenv("DEAD_LETTER_TABLE", "absent")
    with pytest.raises(Exception, match="ResourceNotFound"):
        VISIT(bus_event(request("Visit", {"code": "PAR", "count": -1})), Context())


def test_a_dead_letter_that_is_sent_again_goes_when_it_succeeds_and_stays_when_it_fails(aws, bus, monkeypatch):
    event = visit(id="one")
    event["detail"]["data"]["count"] = -1
    ALL(event, Context())
    letters = items(aws, "DEAD_LETTER_TABLE")
    assert [each["pk"] for each in letters] == ["Parking.Garage.Reopen", "Parking.Garage.Visit"]
    states(bus)

    again = {**event, "deadLetter": {"pk": letters[1]["pk"], "sk": letters[1]["sk"]}}
    ALL(again, Context())
    assert {component for component, _, _ in states(bus)} == {"Parking.Garage.Visit"}
    assert len(items(aws, "DEAD_LETTER_TABLE")) == 2

    again["detail"] = {**event["detail"], "data": {"code": "PAR", "count": 3}}
    for _ in range(2):
        ALL(again, Context())
    assert [each["pk"] for each in items(aws, "DEAD_LETTER_TABLE")] == ["Parking.Garage.Reopen"]
    assert visits() == 3


def test_a_letter_is_the_same_however_often_its_event_fails(aws):
    envelope = request("Visit", {"code": "PAR"})
    for error in (KeyError("one"), KeyError("two")):
        dead_letters.put("Parking.Garage.Visit", envelope, error)

    (letter,) = items(aws, "DEAD_LETTER_TABLE")
    assert (letter["message"], letter["eventId"]) == ("KeyError: 'two'", envelope.id)
