"""The custom resource that publishes `@afterDeployment` after a deployment (model format 10.1)."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from draftsman.documents.items import Item
from draftsman.events import Envelope, now
from draftsman.messages import bus
from draftsman.running.logs import log, set_up
from draftsman.utils import describe

TYPE = "@afterDeployment"

set_up()


def handler(event: dict[str, Any], _context: Any) -> None:
    """Publishes the event on creation and update, and always answers: a stack without an answer waits for an hour."""
    try:
        if event["RequestType"] != "Delete":
            publish(event)
        answer(event, "SUCCESS", "")
    except Exception as error:
        log.exception("the deployment was not announced")
        answer(event, "FAILED", describe(error))


def publish(event: dict[str, Any]) -> None:
    release = str(event.get("ResourceProperties", {}).get("Release", "none"))
    envelope = Envelope(
        type=TYPE,
        id=str(event["RequestId"]),
        correlation_id=f"deployment-{release}",
        timestamp=now(),
        requestor="system-user",
        groups=[],
        data=Item({"release": release}),
        previous="deployment",
    )
    if bus.put([bus.entry("deployment", TYPE, envelope.to_detail())]):
        raise RuntimeError("the bus refused the event of the deployment")


def answer(event: dict[str, Any], status: str, reason: str) -> None:
    """Answers CloudFormation (user guide, "Custom resource response objects")."""
    body = json.dumps(
        {
            "Status": status,
            "Reason": reason or "see the log of the function",
            "PhysicalResourceId": event.get("PhysicalResourceId") or "after-deployment",
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
        }
    )
    # The signature of the address was made for an empty content type.
    request = urllib.request.Request(
        event["ResponseURL"], data=body.encode(), headers={"content-type": ""}, method="PUT"
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        response.read()
