"""Notifiers as data (model format 10), and their entry point. Activities run in order; silent failures are reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from draftsman.documents.items import Item, copied, wrapped
from draftsman.events import Envelope, now
from draftsman.flows import FlowContext
from draftsman.messages import dead_letters, traces
from draftsman.running.clients import prepare
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.retries import TimeIsUp, time_of, with_retries
from draftsman.running.transient import is_transient, will_pass
from draftsman.storage import idempotency
from draftsman.storage.idempotency import ALREADY_PROCESSED
from draftsman.triggers import Trigger
from draftsman.utils import describe

Expression = Callable[[Any, Any], Any]

#: How the processing of an event ended: as it should, or as a dead letter.
DONE, KEPT = "done", "kept"

INTERRUPTED = "the function was ended before it had finished; activities may have run already"


class Interrupted(Exception):
    """An earlier call for the same event was ended by its time limit, by memory or by a crash."""


@dataclass
class NotifierRun:
    """One processing of one event: the variables, the element of the loop, and what has failed silently."""

    flow: FlowContext
    envelope: Envelope
    item: Any = None
    silent: list[str] = field(default_factory=list)


Activity = Callable[[NotifierRun], Any]


@dataclass(frozen=True, eq=False)
class Step:
    """One activity: `title` names it in messages, `output` is the flow variable that gets its result."""

    title: str
    activity: Activity
    output: str | None = None
    when: Expression | None = None
    fail_silent: bool = False

    @property
    def outputs(self) -> list[str]:
        inner = getattr(self.activity, "steps", [])
        return [
            *([self.output] if self.output else []),
            *(name for each in inner for name in each.outputs),
        ]

    def run(self, run: NotifierRun) -> None:
        try:
            if self.when is not None and not self.when(run.flow, run.item):
                return
            result = self._attempt(run)
        except Exception as error:
            if not self.fail_silent:
                raise
            log.warning("%s failed silently: %s", self.title, describe(error))
            run.silent.append(f"{self.title} ({describe(error)})")
            return
        if self.output is not None:
            setattr(run.flow, self.output, result)

    def _attempt(self, run: NotifierRun) -> Any:
        """An activity that may fail silently is not retried; a loop leaves that to its steps."""
        if self.fail_silent or hasattr(self.activity, "steps"):
            return self.activity(run)
        return with_retries(lambda: self.activity(run), lambda error: not is_transient(error))


@dataclass(frozen=True, eq=False)
class Notifier:
    """Definition of one notifier."""

    name: str
    triggers: Sequence[Trigger]
    steps: Sequence[Step]

    @property
    def component(self) -> str:
        return f"{self.name}-Notifier"

    def trigger(self, source: str) -> Trigger | None:
        """The trigger of that name; an unnamed schedule is the only one of its kind."""
        named = [each for each in self.triggers if each.name == source]
        schedules = [each for each in self.triggers if each.name.startswith(("@rate(", "@cron("))]
        found = named or (schedules if source == "Scheduled Event" else [])
        return found[0] if found else None


def step(
    title: str,
    activity: Activity,
    *,
    output: str | None = None,
    when: Expression | None = None,
    fail_silent: bool = False,
) -> Step:
    return Step(title, activity, output, when, fail_silent)


def loop(array: Expression | str, steps: Sequence[Step]) -> Activity:
    """Runs the steps for each element, which they know as `item`."""

    def run_loop(run: NotifierRun) -> None:
        try:
            for element in array(run.flow, run.item) if callable(array) else array:
                run.item = wrapped(element)
                for each in steps:
                    each.run(run)
        finally:
            run.item = None

    run_loop.steps = steps  # type: ignore[attr-defined]
    return run_loop


def notifier_handler(notifier: Notifier) -> Callable[[dict[str, Any], Any], None]:
    """The Lambda handler for a notifier."""
    set_up()
    prepare("dynamodb", "events")

    def handler(event: dict[str, Any], context: Any) -> None:
        envelope = envelope_of(event)
        correlation_id.set(envelope.correlation_id)
        letter = dead_letters.letter_of(event)
        if letter is not None:
            idempotency.release_failed(idempotency.claim_of(notifier.component, envelope.id))
        end = process(notifier, envelope, getattr(context, "aws_request_id", ""), time_of(context))
        if letter is not None and (end != KEPT or letter["pk"] != notifier.component):
            dead_letters.remove(letter)

    return handler


def envelope_of(event: dict[str, Any]) -> Envelope:
    """The envelope of a bus event; a schedule has none, so it gets one under the id of its event."""
    detail = event.get("detail") or {}
    if detail:
        return Envelope.from_detail({"id": event["id"], **detail}, event["detail-type"])
    identifier, timestamp = str(event["id"]), str(event.get("time") or now())
    return Envelope(event["detail-type"], identifier, identifier, timestamp, "", [], Item(), "schedule")


def process(
    notifier: Notifier, envelope: Envelope, run: str = "", seconds_left: Callable[[], float] | None = None
) -> str:
    """
    Runs the notifier once for this event and tells how it went: DONE, or KEPT as a dead letter. Raises when the
    service has to call the function again, which then only tells the end: what a notifier does outside cannot be
    undone or known, so activities never run twice unless somebody sends the dead letter again.
    """
    component = traces.Component(notifier.component, notifier.component)
    event_claim = idempotency.claim_of(notifier.component, envelope.id)
    known = idempotency.find(event_claim)
    if known is not None and known.refusal is not None:
        traces.publish_end(component, envelope, "error", known.refusal)
        return KEPT
    if known is not None and known.run == run != "":
        return fail(component, envelope, Interrupted(INTERRUPTED), [event_claim])
    traces.publish(component, envelope, "requested")
    claims: list[idempotency.Claim] = []
    try:
        trigger = notifier.trigger(envelope.type)
        if trigger is None:
            raise LookupError(f"{notifier.component} is not triggered by {envelope.type}")
        envelope = trigger.read(envelope)
        wanted = idempotency.claims(notifier.component, trigger, envelope)
        if not take(wanted, run, seconds_left or time_of(None)):
            traces.publish_end(component, envelope, "success", ALREADY_PROCESSED)
            return DONE
        claims = wanted
        silent = run_steps(notifier, trigger, envelope)
    except (TimeIsUp, traces.NotTold):
        raise
    except Exception as error:
        log.exception("%s failed on %s", notifier.component, envelope.type)
        return fail(component, envelope, error, claims or [event_claim])
    idempotency.close(claims)
    traces.publish_end(component, envelope, "success", summary(silent))
    return DONE


def take(claims: list[idempotency.Claim], run: str, seconds_left: Callable[[], float]) -> bool:
    """Takes the claims for as long as this run can last; nothing was done yet, so it waits for a busy table."""
    return with_retries(
        lambda: idempotency.take(claims, run, max(seconds_left(), 1)), lambda error: False, will_pass, seconds_left
    )


def fail(component: traces.Component, envelope: Envelope, error: Exception, claims: Sequence[idempotency.Claim]) -> str:
    """
    Keeps the event, then the failure for repetitions of the event, and tells the end. What the trigger's idempotency
    key asks for may be asked for again.
    """
    dead_letters.put(component.name, envelope, error)
    idempotency.refuse(claims[0], describe(error))
    idempotency.release(claims[1:])
    traces.publish_end(component, envelope, "error", describe(error))
    return KEPT


def run_steps(notifier: Notifier, trigger: Trigger, envelope: Envelope) -> list[str]:
    """Runs all steps and returns the silent failures. Outputs are None until they are written (decision D-34)."""
    outputs = dict.fromkeys(name for each in notifier.steps for name in each.outputs)
    flow = FlowContext({**outputs, **copied(trigger.values(envelope))}, envelope.requestor)
    run = NotifierRun(flow, envelope)
    for each in notifier.steps:
        each.run(run)
    return run.silent


def summary(silent: Sequence[str]) -> str:
    """`2 activities failed silently: HTTP ping (…); …`, or nothing."""
    if not silent:
        return ""
    count = "1 activity" if len(silent) == 1 else f"{len(silent)} activities"
    return f"{count} failed silently: {'; '.join(silent)}"
