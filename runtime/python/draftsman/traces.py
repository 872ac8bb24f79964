"""Track and trace: each component tells the bus what became of an event (model format 18)."""

from __future__ import annotations

from dataclasses import dataclass

from draftsman import bus
from draftsman.events import Envelope, now
from draftsman.logs import log


@dataclass(frozen=True)
class Component:
    """The component that handles an event: `name` is unique, `command` is what clients see (decision D-53)."""

    name: str
    command: str


def publish(component: Component, envelope: Envelope, status: str, message: str = "") -> None:
    """Tells one state of processing. What was processed stays so when the bus refuses: that is logged only."""
    detail = {
        "correlationId": envelope.correlation_id,
        "command": component.command,
        "component": component.name,
        "event": envelope.type,
        "status": status,
        "message": message,
        "previous": envelope.previous,
        "timestamp": now(),
    }
    try:
        if bus.put([bus.entry("trace", "Trace", detail)]):
            log.error("the bus refused the trace %s of %s", status, component.name)
    except Exception:
        log.exception("the trace %s of %s was not published", status, component.name)
