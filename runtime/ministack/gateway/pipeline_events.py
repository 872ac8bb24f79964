"""Events of pipelines for EventBridge, as the executor tells them."""

import json
from datetime import datetime

from ministack.core.responses import request_scope
from ministack.services import eventbridge


def put(request):
    """{account, region, events: [{id, time, detailType, detail, resources}]} -> {delivered}.

    The order is kept. An event that is told twice has the same id.
    """
    events = request.get("events", [])
    with request_scope(str(request["account"]), str(request["region"])):
        for event in events:
            _put(event, request)
    return 200, {"delivered": len(events)}


def _put(event, request):
    # Only the services of AWS may use a source of AWS, so PutEvents is not the way.
    record = {
        "EventId": event["id"],
        "Source": "aws.codepipeline",
        "DetailType": event["detailType"],
        "Detail": _with_floats(event["detail"]),
        "EventBusName": "default",
        "Time": int(datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()),
        "Resources": event["resources"],
        "Account": request["account"],
        "Region": request["region"],
    }
    eventbridge._events_log_list().append(record)
    view = eventbridge._pattern_event_view(record)
    eventbridge._dispatch_event(record, view)
    eventbridge._archive_event(record, view)


def _with_floats(detail):
    """Numbers are delivered as 3.0 (recorded)."""
    return json.dumps(json.loads(json.dumps(detail), parse_int=float))
