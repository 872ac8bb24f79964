"""Track and trace: each component tells the bus what became of an event (model format 18)."""

from __future__ import annotations

import os
from dataclasses import dataclass

from draftsman.events import Envelope, now
from draftsman.messages import bus
from draftsman.running.logs import log


class NotTold(Exception):
    """What was processed stays so, and the service has to call the function again, so that it tells the end."""


@dataclass(frozen=True)
class Component:
    """The component that handles an event: `name` is unique, `command` is what clients see (decision D-53)."""

    name: str
    command: str


def publish(component: Component, envelope: Envelope, status: str, message: str = "") -> bool:
    """
    Tells one state of processing; False when the bus did not take it. Event and function are for those who look for
    what never ended (`draftsman.undelivered`); clients do not see them.
    """
    detail = {
        "correlationId": envelope.correlation_id,
        "command": component.command,
        "component": component.name,
        "event": envelope.type,
        "status": status,
        "message": message,
        "previous": envelope.previous,
        "timestamp": now(),
        "eventId": envelope.id,
        "function": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),
    }
    try:
        if not bus.put([bus.entry("trace", "Trace", detail)]):
            return True
        log.error("the bus refused the trace %s of %s", status, component.name)
    except Exception:
        log.exception("the trace %s of %s was not published", status, component.name)
    return False


def publish_end(component: Component, envelope: Envelope, status: str, message: str = "") -> None:
    """
    The same for a last state. Raises NotTold when the bus did not take it: without it, the command would seem to
    hang.
    """
    if not publish(component, envelope, status, message):
        raise NotTold(f"the end of {component.name} was not told: {status}")
