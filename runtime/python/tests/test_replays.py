"""Changes that come late or twice at the same time: the views end with the newest, and count each change once."""

from __future__ import annotations

import json
import random

import pytest
from desk import bus_event, request
from interrupted import Context, killed_at
from test_event_store import items
from test_outbox import GARAGES, PAR, TOTALS, send, stream
from test_undelivered import ARN, FUNCTION
from test_undelivered import given_up as given_up_call

from draftsman import fan_out, undelivered
from draftsman.messages import bus as event_bus
from draftsman.messages import ended_calls
from draftsman.messages.compact_json import compact
from draftsman.storage import view_store
from draftsman.storage.applied_versions import Seen
from draftsman.view_updater import view_updater_handler
from draftsman.views import View, custom_handler
from draftsman.ViewStoreApi import Query


def outbox_records(aws):
    """All records of the stream behind the outbox, and its ARN."""
    from draftsman.running.clients import client

    table = undelivered.setting("OUTBOX_TABLE")
    arn = aws.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    reader = client("dynamodbstreams")
    (shard,) = reader.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    place = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = reader.get_shard_iterator(**place)["ShardIterator"]
    return reader.get_records(ShardIterator=iterator)["Records"], arn, shard["ShardId"]


def given_up(aws, kind, first=0, last=-1):
    """The message of Lambda about a batch: positions among the messages of that kind."""
    records, arn, shard = outbox_records(aws)
    own = [each["dynamodb"] for each in records if each["dynamodb"]["NewImage"]["kind"]["S"] == kind]
    batch = {
        "shardId": shard,
        "startSequenceNumber": own[first]["SequenceNumber"],
        "endSequenceNumber": own[last]["SequenceNumber"],
        "batchSize": 1,
        "streamArn": arn,
    }
    body = {
        "requestContext": {"functionArn": ARN, "condition": "RetryAttemptsExhausted"},
        "timestamp": "2026-01-01T00:00:00Z",
        "DDBStreamBatchInfo": batch,
    }
    return {"Records": [{"messageId": "m", "body": json.dumps(body)}]}


def letter_event(letter):
    return {"deadLetter": {"pk": letter["pk"], "sk": letter["sk"]}}


def only(batch, *positions):
    return {"Records": [batch["Records"][position] for position in positions]}


def test_a_batch_that_lambda_gave_up_is_kept_and_reaches_the_views_when_it_is_sent_again(aws, api):
    handler = view_updater_handler([GARAGES, TOTALS])
    send("Open", PAR)
    send("Open", {**PAR, "code": "SQU"})

    for _ in range(2):
        assert undelivered.handler(given_up(aws, "snapshot"), None) == {"batchItemFailures": []}
    letters = items(aws, "DEAD_LETTER_TABLE")
    assert {(each["pk"], each["function"], each["eventType"]) for each in letters} == {
        ("ViewUpdater", FUNCTION, "Opened")
    }
    assert sorted(json.loads(each["event"])["key"] for each in letters) == ["PAR", "SQU"]
    assert "RetryAttemptsExhausted" in letters[0]["message"]

    for each in letters:
        handler(letter_event(each), Context())
    assert items(aws, "DEAD_LETTER_TABLE") == []
    assert [row["code"] for row in Query("Garage").get_items().run()] == ["PAR", "SQU"]
    assert Query("Total").get_item("all").run()["visits"] == 2


def test_an_event_that_was_never_published_is_told_and_published_when_it_is_sent_again(aws, bus):
    send("Open", PAR, trace="t-1")
    bus()

    undelivered.handler(given_up(aws, "event", 0, 0), None)
    (told,) = bus()
    assert (told["detail"]["component"], told["detail"]["status"]) == ("FanOut", "error")
    assert told["detail"]["correlationId"] == "t-1"
    (letter,) = items(aws, "DEAD_LETTER_TABLE")
    assert (letter["pk"], letter["function"], letter["eventType"]) == ("FanOut", FUNCTION, "Opened")

    for _ in range(2):
        assert fan_out.handler(letter_event(letter), None) == {"batchItemFailures": []}
    published, success = bus()
    assert (published["source"], published["detail-type"]) == ("domain.Parking.Garage", "Opened")
    assert published["detail"]["data"]["code"] == "PAR"
    assert (success["detail"]["component"], success["detail"]["status"]) == ("FanOut", "success")
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_an_event_that_the_bus_refuses_again_stays_with_the_new_failure(aws, bus, monkeypatch):
    send("Open", PAR)
    undelivered.handler(given_up(aws, "event", 0, 0), None)
    monkeypatch.setattr(event_bus, "put", lambda entries: [0])
    (letter,) = items(aws, "DEAD_LETTER_TABLE")

    fan_out.handler(letter_event(letter), None)
    assert items(aws, "DEAD_LETTER_TABLE")[0]["message"] == "Refused: the bus refused Opened"


@pytest.mark.parametrize("place", ["startSequenceNumber", "endSequenceNumber", "streamArn"])
def test_a_batch_whose_records_are_gone_is_kept_by_its_position(aws, bus, place):
    send("Open", PAR)
    message = given_up(aws, "event")
    body = json.loads(message["Records"][0]["body"])
    gone = {"startSequenceNumber": "1", "endSequenceNumber": "9" * 38, "streamArn": f"{ARN}/stream/x"}
    body["DDBStreamBatchInfo"][place] = gone[place].replace("lambda", "dynamodb")
    message["Records"][0]["body"] = json.dumps(body)

    assert undelivered.handler(message, None) == {"batchItemFailures": []}
    lost = [each for each in items(aws, "DEAD_LETTER_TABLE") if each["function"] == ""]
    assert [(each["pk"], each["eventType"]) for each in lost] == [(FUNCTION, "stream")]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["call", "event", "snapshot"])
def test_keeping_may_be_ended_at_any_call_and_the_message_that_comes_again_ends_right(aws, bus, api, kind, after):
    position, ended, kept = 0, False, 0
    while not ended:
        position += 1
        code = f"G{position}"
        if kind == "call":
            message = given_up_call(bus_event(request("Visit", {"code": code}, trace=code, id=code)))
        else:
            send("Open", {**PAR, "code": code})
            message = given_up(aws, kind, -1)
        bus()
        with killed_at(position, after=after) as called:
            undelivered.handler(message, None)
        ended = len(called) < position
        assert undelivered.handler(message, None) == {"batchItemFailures": []}

        letters = items(aws, "DEAD_LETTER_TABLE")
        assert len(letters) == kept + 1, called
        kept = len(letters)
        told = {each["detail"]["status"] for each in bus() if each["detail-type"] == "Trace"}
        assert told == (set() if kind == "snapshot" else {"error"}), called
    assert position > 1


@pytest.fixture
def parked(aws, api):
    """Three changes of one garage that are dead letters; the last deletes it, or not."""

    def park(last):
        send("Open", PAR)
        send("Visit", {"code": "PAR", "count": 1})
        if last == "Delete":
            send("Delete", {"code": "PAR", "level": "soft"})
        undelivered.handler(given_up(aws, "snapshot"), None)
        return items(aws, "DEAD_LETTER_TABLE")

    return park


@pytest.mark.parametrize(("position", "last"), [(0, "Visit"), (1, "Delete"), (2, "Delete")])
def test_two_replays_at_the_same_time_leave_what_one_leaves(aws, parked, monkeypatch, position, last):
    letters = parked(last)
    handler = view_updater_handler([GARAGES, TOTALS])
    write, writes = view_store.write, []

    def overtaken(*given):
        writes.append(given)
        if len(writes) == position + 1:
            handler(letter_event(letters[0]), Context())
        write(*given)

    monkeypatch.setattr(view_store, "write", overtaken)
    handler(letter_event(letters[-1]), Context())

    versions = [json.loads(each["event"])["changes"] for each in letters]
    count = sum(len(each) for each in versions)
    assert items(aws, "DEAD_LETTER_TABLE") == []
    assert Query("Total").get_item("all").run()["visits"] == sum(range(1, count + 1))
    garage = Query("Garage").get_item("PAR").run()
    assert (garage is None) == (last == "Delete")
    if garage is not None:
        assert garage["changedAt"] == versions[-1][-1]["document"]["updated_at"]


@pytest.mark.parametrize("after", [False, True])
def test_a_replay_may_be_ended_at_any_call_and_the_next_one_ends_right(aws, parked, after):
    handler = view_updater_handler([GARAGES, TOTALS])
    letters = parked("Delete")
    position, ended = 0, False
    while not ended:
        position += 1
        with killed_at(position, after=after) as called:
            handler(letter_event(letters[-1]), Context())
        ended = len(called) < position
    handler(letter_event(letters[-1]), Context())

    assert items(aws, "DEAD_LETTER_TABLE") == []
    assert Query("Garage").get_item("PAR").run() is None
    assert Query("Total").get_item("all").run()["visits"] == 10


@pytest.mark.parametrize("seed", range(2))
def test_late_changes_in_any_order_count_once_and_never_put_back_what_is_newer(aws, api, seed):
    handler = view_updater_handler([GARAGES, TOTALS])
    send("Open", PAR)
    for count in range(1, 4):
        send("Visit", {"code": "PAR", "count": count})
    records = stream(aws, "snapshot")["Records"]
    sums = sum(change["document"]["version"] for record in records for change in changes_of(record))
    newest = changes_of(records[-1])[-1]["document"]["updated_at"]

    chance = random.Random(seed)
    late = chance.sample(range(3), 2)
    handler({"Records": [record for number, record in enumerate(records) if number not in late]}, Context())
    for number in late:
        undelivered.handler(given_up(aws, "snapshot", number, number), None)
        for letter in items(aws, "DEAD_LETTER_TABLE"):
            handler(letter_event(letter), Context())
            handler(letter_event(letter), Context())

    assert Query("Total").get_item("all").run()["visits"] == sums
    assert Query("Garage").get_item("PAR").run()["changedAt"] == newest


def changes_of(record):
    return json.loads(record["dynamodb"]["NewImage"]["message"]["S"])["changes"]


def test_a_change_that_ends_the_function_each_time_is_parked_before_a_later_one_overtakes_it(aws, api):
    deadly = [True]

    def update(rows, snapshot, event):
        if deadly and snapshot.version == 1:
            raise SystemExit("out of memory")
        rows.get(type="Log", key=snapshot.code).lines.append(f"{event.type} {snapshot.version}")

    fields = {"id": "String", "lines": "StringList"}
    log = View("Log", fields, [custom_handler(aggregate="Parking.Garage", update=update)], "id", notifies=False)
    send("Open", PAR)
    send("Delete", {"code": "PAR", "level": "soft"})
    batch = stream(aws, "snapshot")

    for _ in range(ended_calls.MOST_CALLS):
        # Each call has a fresh process, because the one before was ended.
        with pytest.raises(SystemExit):
            view_updater_handler([log])(only(batch, 0), Context())
    handler = view_updater_handler([log])
    assert handler(only(batch, 0), Context()) == {"batchItemFailures": []}
    assert handler(only(batch, 1), Context()) == {"batchItemFailures": []}
    first, second = items(aws, "DEAD_LETTER_TABLE")
    assert first["message"] == f"Ended: {ended_calls.ENDED}"
    assert second["message"].startswith("Behind")
    assert Query("Log").get_item("PAR").run() is None

    deadly.clear()
    handler(letter_event(second), Context())
    assert Query("Log").get_item("PAR").run()["lines"] == ["Opened 1", "Deleted 2"]
    assert items(aws, "DEAD_LETTER_TABLE") == []


def test_a_process_that_ends_its_batches_well_counts_no_calls(aws, api):
    handler = view_updater_handler([GARAGES])
    for number in range(3):
        send("Open", {**PAR, "code": f"G{number}"})
    batch = stream(aws, "snapshot")
    handler(only(batch, 0), Context())
    with killed_at(1000, after=False) as called:
        handler(only(batch, 1), Context())
    assert "UpdateItem" not in called


@pytest.mark.parametrize(
    ("order", "has", "lacks"),
    [
        ([1, 2, 3], [1, 2, 3], [4]),
        ([1, 4], [1, 4], [2, 3, 5]),
        ([5, 3], [3, 5], [1, 2, 4, 6]),
        ([5, 1], [1, 5], [2, 3, 4]),
        ([5, 4], [4, 5], [1, 2, 3]),
        ([3, 1, 2], [1, 2, 3], [4]),
    ],
)
def test_a_row_knows_what_it_has_seen_in_any_order(order, has, lacks):
    seen = Seen()
    for version in order:
        assert not seen.has(version)
        seen = seen.extended(version)
    assert [seen.has(version) for version in has] == [True] * len(has)
    assert [seen.has(version) for version in lacks] == [False] * len(lacks)


def test_what_a_row_remembers_stays_small():
    seen = Seen()
    for version in range(2, 1002, 2):
        seen = seen.extended(version)
    assert len(seen.gaps) == 100
    assert seen.has(1)
    assert not seen.has(999)


@pytest.mark.parametrize(
    ("value", "text"),
    [({"a": "Ж"}, '{"a":"Ж"}'), ("half \ud83d", '"half \\ud83d"'), (["a", 1.5], '["a",1.5]')],
)
def test_json_is_written_in_few_bytes(value, text):
    assert compact(value) == text


def test_an_event_as_large_as_an_aggregate_may_store_fits_the_bus(aws, bus):
    text = "Ж" * 120_000
    assert event_bus.put([event_bus.entry("domain.Parking.Garage", "Opened", {"data": {"title": text}})]) == []
    assert bus()[0]["detail"]["data"]["title"] == text
