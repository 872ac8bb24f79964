"""Behavior flows as data (model format 9): triggers that start them, processors that they run in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from draftsman.aggregate import Aggregate
from draftsman.documents.instance import Instance, is_gone
from draftsman.documents.items import copied
from draftsman.events import Envelope, EventType
from draftsman.fields import coerce
from draftsman.triggers import Trigger, value_of
from draftsman.utils import FunctionalException

Expression = Callable[["FlowContext"], Any]


class FlowContext:
    """The object `flow` of model code. Its `__dict__` holds the variables and nothing else (model format 17.2)."""

    __slots__ = ("__dict__", "entity", "identity", "requestor")

    def __init__(self, variables: Mapping[str, Any], requestor: str) -> None:
        self.requestor = requestor
        self.entity: Any = None
        self.identity = ""
        for name, value in variables.items():
            setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"flow has no variable {name!r}")


class Run(Protocol):
    """One processing of one trigger: the flow's variables, and the instance that it works on."""

    context: FlowContext
    instance: Instance
    envelope: Envelope
    component: str

    def is_taken(self, key: str) -> bool:
        """Whether another instance of the aggregate has that business key."""
        ...


Processor = Callable[[Run], None]


@dataclass(frozen=True, eq=False)
class Flow:
    """Definition of one flow. `existence` is `create`, `normal` or `reactivate` (model format table of 9.1)."""

    name: str
    aggregate: Aggregate
    triggers: Sequence[Trigger]
    processors: Sequence[Processor]
    existence: str = "normal"

    @property
    def component(self) -> str:
        return f"{self.aggregate.identity}.{self.name}"

    @property
    def command(self) -> str:
        return f"{self.aggregate.name}.{self.name}"

    def trigger(self, source: str) -> Trigger | None:
        return next((each for each in self.triggers if each.name == source), None)

    def key(self, trigger: Trigger, envelope: Envelope) -> str:
        """The business key that the trigger names. An empty key is rejected by a domain rule (decision D-26)."""
        value = value_of(trigger.key, envelope)
        key = "" if value is None else coerce(value, "String")
        if key == "":
            raise FunctionalException(f"{envelope.type} has no key for {self.aggregate.identity}")
        return key

    def run(self, run: Run) -> None:
        """Runs the processors on the instance. Raises what stops the flow; then nothing may be stored."""
        self._enter(run.instance)
        name = self.aggregate.business_key
        key_before = run.instance.document.get(name) if name else None
        run.context.identity = run.instance.identity
        run.context.entity = copied(run.instance.document)
        for processor in self.processors:
            processor(run)
        if run.instance.new_key is not None and not run.instance.recordings:
            raise FunctionalException(f"{self.component} changes the key but emits no event")
        run.instance.settle_key(key_before)

    def _enter(self, instance: Instance) -> None:
        document = instance.document
        if not instance.exists or is_gone(document):
            return
        if self.existence == "create":
            raise FunctionalException(f"{self.aggregate.name} {instance.key} already exists")
        if document.isDeleted != "":
            if self.existence != "reactivate":
                raise FunctionalException(f"{self.aggregate.name} {instance.key} is deleted")
            document.isDeleted = ""
            instance.revived = True


def set_variable(name: str, expression: Expression) -> Processor:
    def process(run: Run) -> None:
        setattr(run.context, name, expression(run.context))

    return process


def check(condition: Expression, exception: str) -> Processor:
    """Stops the flow with the rendered text when the condition does not hold."""

    def process(run: Run) -> None:
        if not condition(run.context):
            raise FunctionalException(rendered(exception, run.context))

    return process


def run_code(function: Callable[[FlowContext], Any]) -> Processor:
    def process(run: Run) -> None:
        function(run.context)

    return process


def emit(event: EventType, values: Mapping[str, Expression]) -> Processor:
    """Makes an event; the document changes at once, so what follows sees its effect."""

    def process(run: Run) -> None:
        members = {name: expression(run.context) for name, expression in values.items()}
        run.instance.record(event, members, run.envelope, run.component)
        run.context.entity = copied(run.instance.document)

    return process


def update_key(expression: Expression) -> Processor:
    """Changes the business key, unless another instance has the new one (decision D-29)."""

    def process(run: Run) -> None:
        value = expression(run.context)
        key = "" if value is None else coerce(value, "String")
        if key == "":
            raise FunctionalException(f"the new key of {run.instance.key} is empty")
        if key != run.instance.key and run.is_taken(key):
            raise FunctionalException(f"{run.instance.aggregate.name} {key} already exists")
        run.instance.new_key = key if key != run.instance.key else None
        run.context.identity = run.instance.identity

    return process


def rendered(text: str, flow: FlowContext) -> str:
    """Evaluates every `{expression}` over `flow` in the text; one that fails stays unchanged (decision D-10)."""

    def value(match: re.Match[str]) -> str:
        try:
            return str(eval(compile(match[1].strip(), "<exception>", "eval"), {"flow": flow}))
        except Exception:
            return match[0]

    return re.sub(r"\{([^{}]+)\}", value, text)
