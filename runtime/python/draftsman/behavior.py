"""The entry point of an aggregate: runs the flows that an event of the bus triggers (model format 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.documents.instance import Instance, is_gone
from draftsman.events import Envelope
from draftsman.flows import Flow, FlowContext
from draftsman.messages import dead_letters, traces
from draftsman.running.clients import prepare
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.retries import TimeIsUp, time_of, with_retries
from draftsman.running.transient import will_pass
from draftsman.storage import event_store, idempotency
from draftsman.storage.idempotency import ALREADY_PROCESSED
from draftsman.utils import FunctionalException, describe, is_functional


def behavior_handler(flows: Sequence[Flow]) -> Callable[[dict[str, Any], Any], None]:
    """The Lambda handler for an aggregate. Flows on the same event run in the order of their names (decision D-75)."""
    set_up()
    prepare("dynamodb", "events")
    ordered = sorted(flows, key=lambda flow: flow.name)

    def handler(event: dict[str, Any], context: Any) -> None:
        envelope = Envelope.from_detail({"id": event["id"], **event["detail"]}, event["detail-type"])
        correlation_id.set(envelope.correlation_id)
        letter = dead_letters.letter_of(event)
        triggered = [flow for flow in ordered if flow.trigger(envelope.type) is not None]
        if not triggered:
            log.warning("no flow is triggered by %s", envelope.type)
        kept = process_all(only_of(letter, triggered), envelope, time_of(context))
        if letter is not None and letter["pk"] not in kept:
            dead_letters.remove(letter)

    return handler


def only_of(letter: dict[str, str] | None, flows: Sequence[Flow]) -> Sequence[Flow]:
    """
    The flow whose dead letter is sent again; all of them when the letter is of the whole function, or when there is
    none.
    """
    own = [flow for flow in flows if letter is not None and flow.component == letter["pk"]]
    return own or flows


@dataclass(frozen=True)
class End:
    """How a flow ended: `success`, `refused` by the business, or `kept` as a dead letter."""

    status: str
    message: str


def process_all(
    flows: Sequence[Flow], envelope: Envelope, seconds_left: Callable[[], float] | None = None
) -> list[str]:
    """
    Runs each flow, and names those of which a dead letter is kept. When one has not ended, the failure goes to the
    service, which calls the function again with the same event; what was refused now is remembered, because it might
    succeed then.
    """
    ends: dict[str, End] = {}
    unfinished: list[Exception] = []
    for flow in flows:
        try:
            ends[flow.component] = process(flow, envelope, seconds_left)
        except Exception as error:
            log.warning("%s has not ended: %s", flow.component, describe(error))
            unfinished.append(error)
    if unfinished:
        for component, end in ends.items():
            if end.status == "refused":
                idempotency.refuse(idempotency.claim_of(component, envelope.id), end.message)
        raise unfinished[0]
    return [component for component, end in ends.items() if end.status == "kept"]


def process(flow: Flow, envelope: Envelope, seconds_left: Callable[[], float] | None = None) -> End:
    """
    Runs one flow and tells how it went. A technical failure is a dead letter too. Raises when the service has to call
    the function again: TimeIsUp among competitors, NotTold, or when nothing can be stored.
    """
    component = traces.Component(flow.component, flow.command)
    traces.publish(component, envelope, "requested")
    try:
        message = with_retries(lambda: run_once(flow, envelope), is_functional, will_pass, seconds_left)
    except TimeIsUp:
        raise
    except Exception as error:
        return fail(component, envelope, error)
    traces.publish_end(component, envelope, "success", message)
    return End("success", message)


def fail(component: traces.Component, envelope: Envelope, error: Exception) -> End:
    """Keeps a technical failure, and publishes the end. A refusal that nobody heard of is kept for the next call."""
    text = describe(error)
    refused = is_functional(error)
    if refused:
        log.info("%s refused %s: %s", component.name, envelope.type, text)
    else:
        log.exception("%s failed on %s", component.name, envelope.type)
        dead_letters.put(component.name, envelope, error)
    try:
        traces.publish_end(component, envelope, "error", text)
    except traces.NotTold:
        if refused:
            idempotency.refuse(idempotency.claim_of(component.name, envelope.id), text)
        raise
    return End("refused" if refused else "kept", text)


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
    for record in map(idempotency.find, claims):
        if record is not None and record.refusal is not None:
            raise FunctionalException(record.refusal)
        if record is not None:
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
