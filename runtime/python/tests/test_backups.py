"""Backups: which documents are stored where, and that a large number is worked off in parts."""

from __future__ import annotations

import json
import uuid
from types import SimpleNamespace

import pytest
from desk import aggregate_with, bus_event, flows_of, request

from draftsman import backups
from draftsman.backups import backups_handler
from draftsman.behavior import behavior_handler
from draftsman.running.clients import client

GARAGE = aggregate_with(snapshot_interval=2)
FLOWS = behavior_handler(list(flows_of(GARAGE).values()))
HANDLER = backups_handler({7: [GARAGE]})
PATIENT = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
HURRIED = SimpleNamespace(get_remaining_time_in_millis=lambda: backups.RESERVE_MILLISECONDS - 1)


@pytest.fixture
def bucket(aws, monkeypatch):
    name = f"files-{uuid.uuid4().hex[:8]}"
    client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    monkeypatch.setenv("APPLICATION_BUCKET", name)
    return name


def opened(*codes):
    for code in codes:
        FLOWS(bus_event(request("Open", {"code": code, "title": f"Garage {code}"})), None)


def scheduled(days=7):
    return {"source": "aws.events", "detail-type": f"@rate({days} days)", "time": "2026-01-02T03:04:05Z", "detail": {}}


def parts(bus):
    return [each for each in bus() if each["source"] == "backup"]


def files(bucket):
    found = {}
    for each in client("s3").list_objects_v2(Bucket=bucket).get("Contents", []):
        content = json.loads(client("s3").get_object(Bucket=bucket, Key=each["Key"])["Body"].read())
        found[content["key"]] = (each["Key"], content)
    return found


def run(bus, context=PATIENT):
    """What the bus does: hands each part to the function, until none is left."""
    count = 0
    HANDLER(scheduled(), context)
    while open_parts := parts(bus):
        for each in open_parts:
            count += 1
            HANDLER(each, context)
    return count


def test_each_instance_is_one_file_with_its_document(bus, bucket):
    opened("PAR", "SQU")
    FLOWS(bus_event(request("Visit", {"code": "PAR", "count": 3})), None)
    bus()
    assert run(bus) == 1

    stored = files(bucket)
    key, content = stored["PAR"]
    assert key == f"backup/Parking/Garage/{content['technicalKey']}/2026-01-02.json"
    assert (content["aggregate"], content["date"]) == ("Parking.Garage", "2026-01-02")
    assert (content["document"]["title"], content["document"]["visits"]) == ("Garage PAR", 6)
    assert stored["SQU"][1]["document"]["visits"] == 0


def test_what_the_time_does_not_allow_goes_on_in_the_next_part(bus, bucket):
    opened("A", "B", "C")
    bus()

    assert run(bus, HURRIED) == 3
    assert sorted(files(bucket)) == ["A", "B", "C"]


def test_the_same_day_again_writes_the_same_files(bus, bucket):
    opened("PAR")
    bus()
    run(bus)
    before = files(bucket)
    run(bus)

    assert files(bucket) == before


def test_an_instance_that_is_gone_is_left_out_and_one_that_can_come_back_is_not(bus, bucket):
    opened("HARD", "SOFT")
    for code, level in [("HARD", "hard"), ("SOFT", "soft")]:
        FLOWS(bus_event(request("Delete", {"code": code, "level": level})), None)
    bus()
    run(bus)

    assert list(files(bucket)) == ["SOFT"]


def test_a_schedule_starts_only_the_aggregates_of_its_interval(bus, bucket):
    HANDLER(scheduled(days=30), PATIENT)
    assert parts(bus) == []
