"""The entry point of an aggregate: runs the flows that an event of the bus triggers (model format 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman import dead_letters, event_store, idempotency, traces
from draftsman.clients import prepare
from draftsman.events import Envelope
from draftsman.flows import Flow, FlowContext
from draftsman.idempotency import ALREADY_PROCESSED
from draftsman.instance import Instance, is_gone
from draftsman.logs import correlation_id, log, set_up
from draftsman.retries import with_retries
from draftsman.utils import describe, is_functional


def behavior_handler(flows: Sequence[Flow]) -> Callable[[dict[str, Any], Any], None]:
    """The Lambda handler for an aggregate. Flows on the same event run in the order of their names (decision D-75)."""
    set_up()
    prepare("dynamodb", "events")
    ordered = sorted(flows, key=lambda flow: flow.name)

    def handler(event: dict[str, Any], _context: Any) -> None:
        envelope = Envelope.from_detail({"id": event["id"], **event["detail"]}, event["detail-type"])
        correlation_id.set(envelope.correlation_id)
        triggered = [flow for flow in ordered if flow.trigger(envelope.type) is not None]
        if not triggered:
            log.warning("no flow is triggered by %s", envelope.type)
        for flow in triggered:
            process(flow, envelope)

    return handler


def process(flow: Flow, envelope: Envelope) -> None:
    """Runs one flow and tells how it went. Never raises: a failure is traced, a technical one is a dead letter too."""
    component = traces.Component(flow.component, flow.command)
    traces.publish(component, envelope, "requested")
    try:
        message = with_retries(lambda: run_once(flow, envelope), is_functional)
        traces.publish(component, envelope, "success", message)
    except Exception as error:
        if is_functional(error):
            log.info("%s refused %s: %s", flow.component, envelope.type, describe(error))
        else:
            log.exception("%s failed on %s", flow.component, envelope.type)
            dead_letters.put(flow.component, envelope, error)
        traces.publish(component, envelope, "error", describe(error))


@dataclass
class FlowRun:
    """One processing of one trigger, with the event store behind it."""

    context: FlowContext
    instance: Instance
    envelope: Envelope
    component: str

    def is_taken(self, key: str) -> bool:
        other = event_store.load(self.instance.aggregate, key)
        if is_gone(other.document):
            self.instance.new_key_replaces = other.technical_key
            return False
        return other.technical_key not in (None, self.instance.technical_key)


def run_once(flow: Flow, envelope: Envelope) -> str:
    """One attempt, stored as a whole or not at all; the answer is the message of the trace."""
    trigger = flow.trigger(envelope.type)
    if trigger is None:
        raise RuntimeError(f"{flow.component} is not triggered by {envelope.type}")
    envelope = trigger.read(envelope)
    claims = idempotency.claims(flow.component, trigger, envelope)
    if any(idempotency.is_taken(claim) for claim in claims):
        return ALREADY_PROCESSED
    context = FlowContext(trigger.values(envelope), envelope.requestor)
    run = FlowRun(context, load(flow, flow.key(trigger, envelope)), envelope, flow.component)
    flow.run(run)
    try:
        event_store.commit(run.instance, claims)
    except event_store.Duplicate:
        return ALREADY_PROCESSED
    return ""


def load(flow: Flow, key: str) -> Instance:
    """The instance with that key; a new one takes the place of one that is deleted for good."""
    instance = event_store.load(flow.aggregate, key)
    if instance.technical_key is None or (instance.exists and not is_gone(instance.document)):
        return instance
    fresh = Instance(flow.aggregate, key, None, flow.aggregate.document())
    fresh.replaces = instance.technical_key
    return fresh
