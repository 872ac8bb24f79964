"""Track and trace, the custom resource, projections."""

from __future__ import annotations

from decimal import Decimal

import pytest
from desk import request
from test_event_store import items

from draftsman import after_deployment, track_and_trace
from draftsman.projections import for_graphql, projection_handler

TRACE = {"correlationId": "t-1", "command": "Garage.Open", "component": "Parking.Garage.Open", "status": "success"}


def test_a_trace_is_stored_and_passed_on(aws, api):
    event = {"id": "e-1", "time": "2026-01-01T00:00:00Z", "detail": TRACE}
    track_and_trace.handler(event, None)
    track_and_trace.handler(event, None)

    (stored,) = items(aws, "TRACE_TABLE")
    assert (stored["pk"], stored["sk"]) == ("t-1", "2026-01-01T00:00:00Z#e-1")
    assert stored["previous"] == ""
    assert api.documents[0]["variables"]["status"] == "success"
    assert api.documents[0]["query"].startswith("mutation Publish($correlationId: String, ")


def custom_resource(web, kind):
    return {
        "RequestType": kind,
        "ResponseURL": f"{web.url}/answer?signature=x",
        "StackId": "s",
        "RequestId": "r",
        "LogicalResourceId": "AfterDeploymentTrigger",
        "ResourceProperties": {"Release": "9f3a"},
    }


def test_a_deployment_is_announced_under_the_trace_of_its_release(bus, web):
    after_deployment.handler(custom_resource(web, "Create"), None)

    (event,) = bus()
    assert (event["source"], event["detail-type"]) == ("deployment", "@afterDeployment")
    assert event["detail"]["correlationId"] == "deployment-9f3a"
    ((method, path, headers, _),) = web.requests
    assert (method, path, headers["content-type"]) == ("PUT", "/answer?signature=x", "")
    assert web.documents[0]["Status"] == "SUCCESS"


def test_a_deletion_is_answered_and_not_announced(bus, web):
    after_deployment.handler(custom_resource(web, "Delete"), None)

    assert bus() == []
    assert web.documents[0]["Status"] == "SUCCESS"


def test_a_failure_is_answered_too(aws, web, monkeypatch):
    monkeypatch.delenv("EVENT_BUS")
    after_deployment.handler(custom_resource(web, "Update"), None)

    assert web.documents[0]["Status"] == "FAILED"
    assert web.documents[0]["Reason"] == "SettingMissing: environment variable EVENT_BUS is not set"


def test_a_projection_always_has_every_input():
    def transform(arguments, username):
        return {**arguments, "user": username, "raw": b"text", "sum": Decimal("1.50")}

    handler = projection_handler(transform, inputs={"code": "String", "count": "Int"})
    answer = handler({"arguments": {"code": "PAR"}, "username": None}, None)
    assert answer == {"code": "PAR", "count": None, "user": "", "raw": "text", "sum": 1.5}


def test_a_result_set_is_wrapped_and_never_null():
    handler = projection_handler(lambda arguments, username: None, inputs={}, returns_list=True)
    assert handler({}, None) == {"resultset": []}


def test_objects_become_dictionaries():
    class Spot:
        def __init__(self):
            self.number = "12"

    assert for_graphql([Spot(), (1, True, None)]) == [{"number": "12"}, [1, True, None]]
    assert for_graphql(request("X", {"a": {1}}).data) == {"a": [1]}


def test_a_projection_that_raises_fails_the_query():
    handler = projection_handler(lambda arguments, username: 1 / 0, inputs={})
    with pytest.raises(ZeroDivisionError):
        handler({}, None)
