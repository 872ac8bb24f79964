"""What functions could not end: killed runs of notifiers, calls that were given up, changes that no view takes."""

from __future__ import annotations

import json

import pytest
from desk import Opened, bus_event, flows, request
from interrupted import Context, killed_at
from test_event_store import items
from test_outbox import GARAGES, PAR, TOTALS, send, stream

from draftsman import track_and_trace, undelivered
from draftsman.activities.code import run_code
from draftsman.behavior import behavior_handler
from draftsman.notifiers import INTERRUPTED, Notifier, notifier_handler, step
from draftsman.triggers import Trigger
from draftsman.view_updater import view_updater_handler
from draftsman.views import View, custom_handler
from draftsman.ViewStoreApi import Query

FUNCTION = "desk-ParkingGarageBehavior-1"
ARN = f"arn:aws:lambda:eu-west-1:111111111111:function:{FUNCTION}"


def notifier(seen):
    triggers = [Trigger(Opened, variables={"code": "code"}, idempotency=["code"])]
    return notifier_handler(
        Notifier(name="Setup", triggers=triggers, steps=[step("code", run_code(lambda flow: seen.append(flow.code)))])
    )


def ends(bus):
    told = [(each["detail"]["component"], each["detail"]["status"], each["detail"]["message"]) for each in bus()]
    return [state for state in told if state[1] in ("success", "error")]


@pytest.mark.parametrize("after", [False, True])
def test_a_notifier_may_be_ended_at_any_call_and_never_runs_twice(aws, bus, after):
    position, ended, kept = 0, False, 0
    while not ended:
        position += 1
        seen = []
        event = bus_event(request("Opened", {"code": f"G{position}"}))
        with killed_at(position, after=after) as called:
            notifier(seen)(event, Context())
        ended = len(called) < position
        notifier(seen)(event, Context())

        assert len(seen) <= 1, called
        (*_, last) = ends(bus)
        letters = items(aws, "DEAD_LETTER_TABLE")
        assert last[1] == ("success" if len(letters) == kept else "error"), called
        assert len(seen) == 1 or len(letters) > kept, called
        kept = len(letters)
    assert kept > 0


def test_a_killed_notifier_runs_again_when_its_letter_is_sent_again(aws, bus):
    seen = []
    event = bus_event(request("Opened", {"code": "PAR"}))
    with killed_at(4, after=False):
        notifier(seen)(event, Context(seconds=0.1))
    notifier(seen)(event, Context())
    (letter,) = items(aws, "DEAD_LETTER_TABLE")
    assert letter["message"] == f"Interrupted: {INTERRUPTED}"
    for record in items(aws, "IDEMPOTENCY_TABLE"):
        if "openUntil" in record:
            key = {"pk": {"S": record["pk"]}, "sk": {"S": "-"}}
            values = {":past": {"N": "1"}}
            table = {"TableName": undelivered.setting("IDEMPOTENCY_TABLE"), "Key": key}
            aws.update_item(**table, UpdateExpression="SET openUntil = :past", ExpressionAttributeValues=values)
    ends(bus)

    again = {**event, "deadLetter": {"pk": letter["pk"], "sk": letter["sk"]}}
    notifier(seen)(again, Context("run-2"))
    notifier(seen)(again, Context("run-3"))
    assert [status for _, status, _ in ends(bus)] == ["success", "success"]
    assert seen[-1:] == ["PAR"]
    assert items(aws, "DEAD_LETTER_TABLE") == []


@pytest.fixture
def store_traces(bus, api):
    """Brings the traces on the bus into their table, as the function behind it does."""

    def store():
        found = bus()
        for each in found:
            track_and_trace.handler({"id": each["id"], "time": each["time"], "detail": each["detail"]}, None)
        return [(each["detail"]["component"], each["detail"]["status"], each["detail"]["message"]) for each in found]

    return store


def given_up(event, message="Task timed out after 60.00 seconds"):
    body = {
        "requestContext": {"functionArn": f"{ARN}:$LATEST", "condition": "RetriesExhausted"},
        "requestPayload": event,
        "responsePayload": {"errorMessage": message},
    }
    return {"Records": [{"messageId": "m-1", "body": json.dumps(body)}]}


def test_a_call_that_was_given_up_ends_what_it_had_begun(aws, store_traces, monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", FUNCTION)
    handler = behavior_handler([flows["Reopen"], flows["Visit"]])
    event = bus_event(request("Visit", {"code": "PAR"}, trace="t-1", id="e-1"))
    # The first flow ends, and the function is ended when the second is about to read.
    with killed_at(7, after=False) as called:
        handler(event, Context())
    assert called[-2:] == ["PutEvents", "GetItem"]
    store_traces()

    for _ in range(2):
        assert undelivered.handler(given_up(event), None) == {"batchItemFailures": []}
    told = store_traces()
    assert set(told) == {("Parking.Garage.Visit", "error", "Task timed out after 60.00 seconds (RetriesExhausted)")}
    (letter,) = items(aws, "DEAD_LETTER_TABLE")
    assert (letter["pk"], letter["function"], letter["eventId"]) == ("Parking.Garage.Visit", FUNCTION, "e-1")

    again = {**event, "deadLetter": {"pk": letter["pk"], "sk": letter["sk"]}}
    handler(again, Context())
    assert store_traces()[-1] == ("Parking.Garage.Visit", "success", "")
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_what_was_stored_before_the_function_was_ended_has_succeeded(aws, store_traces, monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", FUNCTION)
    event = bus_event(request("Visit", {"code": "PAR"}))
    with killed_at(4, after=True) as called:
        behavior_handler([flows["Visit"]])(event, Context())
    assert called[-1] == "TransactWriteItems"
    store_traces()

    undelivered.handler(given_up(event), None)
    assert store_traces() == [("Parking.Garage.Visit", "success", "already processed")]
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_a_function_that_never_began_stands_for_its_components(aws, store_traces):
    undelivered.handler(given_up(bus_event(request("Visit", {"code": "PAR"})), "Rate Exceeded"), None)

    assert store_traces() == [(FUNCTION, "error", "Rate Exceeded (RetriesExhausted)")]
    assert items(aws, "DEAD_LETTER_TABLE")[0]["pk"] == FUNCTION


def test_an_event_that_the_bus_could_not_deliver_ends_too(aws, store_traces):
    attributes = {"TARGET_ARN": {"stringValue": ARN}, "ERROR_MESSAGE": {"stringValue": "not authorized"}}
    body = json.dumps(bus_event(request("Visit", {"code": "PAR"})))
    undelivered.handler({"Records": [{"messageId": "m", "body": body, "messageAttributes": attributes}]}, None)

    assert store_traces() == [(FUNCTION, "error", "not authorized")]


def test_a_trace_that_could_not_be_stored_is_kept_and_nobody_waits_for_it(aws, bus):
    trace = {"correlationId": "t", "component": "x", "status": "success", "timestamp": "2026-01-01T00:00:00Z"}
    event = {"id": "b", "time": "2026-01-01T00:00:00Z", "source": "trace", "detail-type": "Trace", "detail": trace}
    undelivered.handler(given_up(event), None)

    assert bus() == []
    (letter,) = items(aws, "DEAD_LETTER_TABLE")
    assert (letter["eventType"], json.loads(letter["event"])) == ("Trace", trace)


@pytest.mark.parametrize("body", ["no JSON", '{"requestPayload": {}}'])
def test_a_message_that_cannot_be_kept_comes_again(aws, body):
    answer = undelivered.handler({"Records": [{"messageId": "m-9", "body": body}]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-9"}]}


def test_a_poisonous_change_holds_up_only_its_instance_and_is_replayed_in_order(aws, api):
    broken = [True]

    def update(EntityManager, snapshot, event):  # noqa: N803 - the name that models use
        if broken and snapshot.code == "PAR" and snapshot.version == 2:
            raise KeyError("poison")
        EntityManager.get(type="Log", key=snapshot.code).lines.append(f"{event.type} {snapshot.version}")

    log = View(
        name="Log",
        key="id",
        fields={"id": "String", "lines": "StringList"},
        notifies=False,
        handlers=[custom_handler(aggregate="Parking.Garage", update=update)],
    )
    handler = view_updater_handler([GARAGES, TOTALS, log])
    for code in ("PAR", "SQU"):
        send("Open", {**PAR, "code": code})
        send("Delete", {"code": code, "level": "soft"})
    send("Visit", {"code": "PAR", "count": 1})

    batch = stream(aws, "snapshot")
    for _ in range(2):
        assert handler(batch, Context()) == {"batchItemFailures": []}
    letters = items(aws, "DEAD_LETTER_TABLE")
    assert [json.loads(each["event"])["key"] for each in letters] == ["PAR"] * len(letters)
    assert "poison" in letters[0]["message"]
    assert "Behind" in letters[1]["message"]
    assert Query("Log").get_item("SQU").run()["lines"] == ["Opened 1", "Deleted 2"]
    assert Query("Log").get_item("PAR").run()["lines"] == ["Opened 1"]

    letter = {"deadLetter": {"pk": letters[1]["pk"], "sk": letters[1]["sk"]}}
    handler(letter, Context())
    assert len(items(aws, "DEAD_LETTER_TABLE")) == len(letters)
    broken.clear()
    for _ in range(2):
        handler(letter, Context())
    assert items(aws, "DEAD_LETTER_TABLE") == []
    assert Query("Log").get_item("PAR").run()["lines"][:2] == ["Opened 1", "Deleted 2"]


@pytest.mark.parametrize("after", [False, True])
def test_the_views_may_be_ended_at_any_call_and_the_repeated_batch_ends_right(aws, api, after):
    handler = view_updater_handler([GARAGES, TOTALS])
    position, ended, total = 0, False, 0
    while not ended:
        position += 1
        code = f"G{position}"
        send("Open", {**PAR, "code": code})
        batch = stream(aws, "snapshot")
        batch["Records"] = (
            batch["Records"][-1:]
            if position == 1
            else [
                each for each in batch["Records"] if f'"key":"{code}"' in each["dynamodb"]["NewImage"]["message"]["S"]
            ]
        )
        with killed_at(position, after=after) as called:
            handler(batch, Context())
        ended = len(called) < position
        assert handler(batch, Context()) == {"batchItemFailures": []}
        total += 1

        assert Query("Garage").get_item(code).run()["title"] == "Parade Square"
        assert Query("Total").get_item("all").run()["visits"] == total, called
