"""Runs the unit tests of a model: one flow, one event, the event store replaced by memory (model format 9.5, 9.6)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from draftsman.documents.instance import Instance, is_gone
from draftsman.documents.items import Item, plain
from draftsman.events import Envelope, EventType, now
from draftsman.fields import coerce, fields
from draftsman.flows import Flow, FlowContext
from draftsman.testing.comparison import differences, typed
from draftsman.utils import describe, is_functional
from draftsman.ViewStoreApi import Query


@dataclass(frozen=True)
class Case:
    """One modelled test case, with the place of the model where it stands."""

    flow: Flow
    name: str
    file: str
    line: int
    trigger: str
    inputs: Mapping[str, Any]
    expects: str = "success"
    user: str = "test-user"
    #: The document before the flow; None when the instance does not exist.
    state: Mapping[str, Any] | None = None
    #: Name and members of each event that has to come.
    events: Sequence[tuple[str, Mapping[str, Any]]] = ()
    expected_state: Mapping[str, Any] | None = None
    expected_key: str | None = None


class CaseFailed(AssertionError):
    """The flow did something else than the model says; the text shows expected and got."""


@dataclass
class MemoryRun:
    context: FlowContext
    instance: Instance
    envelope: Envelope
    component: str

    def is_taken(self, key: str) -> bool:
        return False


def check(case: Case) -> list[str]:
    """Runs the case. Raises CaseFailed with all differences; the answer is what deserves a warning."""
    with _empty_view_store() as asked:
        run, error = _run(case)
    notes = [f"the view store is empty in unit tests, so the query of {view} found nothing" for view in asked]
    if case.expects == "error":
        if error is None:
            raise CaseFailed(f"expected an error\ngot      {_summary(run)}")
        if is_functional(error) or _is_deliberate(error):
            return notes
        return [*notes, f"a technical exception counts as the expected error: {describe(error)}"]
    if error is not None or run is None:
        raise CaseFailed(f"expected success\ngot      {describe(error)}") from error
    found, warnings = _compare_events(case, run.instance)
    found += _compare_state(case, run)
    if found:
        raise CaseFailed("\n".join(found))
    return [*notes, *warnings]


@contextmanager
def _empty_view_store() -> Iterator[dict[str, None]]:
    """No network: every query finds nothing. The value has the views that were asked for, each once, in order."""
    asked: dict[str, None] = {}

    def run(query: Query) -> Any:
        asked[query.view] = None
        return [] if query.is_list else None

    with mock.patch.object(Query, "run", run):
        yield asked


def _is_deliberate(error: Exception) -> bool:
    """Whether code raised it on purpose: Python itself raises no plain Exception, and no class of others."""
    return type(error) is Exception or type(error).__module__ != "builtins"


def _run(case: Case) -> tuple[MemoryRun | None, Exception | None]:
    try:
        trigger = case.flow.trigger(case.trigger)
        if trigger is None:
            raise CaseFailed(f"expected a trigger {case.trigger}\ngot      none of that name")
        envelope = trigger.read(_envelope(case, trigger.source))
        instance = _instance(case, case.flow.key(trigger, envelope))
        context = FlowContext(trigger.values(envelope), case.user)
        run = MemoryRun(context, instance, envelope, case.flow.component)
        case.flow.run(run)
        json.dumps(plain(instance.document))  # what cannot be stored would fail when deployed
        return run, None
    except CaseFailed:
        raise
    except Exception as error:
        return None, error


def _envelope(case: Case, source: EventType | str) -> Envelope:
    data = dict(case.inputs)
    if isinstance(source, EventType):
        for name, each in source.fields.items():
            if name in data:
                data[name] = coerce(data[name], each.type)
    identifier = str(uuid.uuid4())
    return Envelope(case.trigger, identifier, identifier, now(), case.user, [], Item(data), "test")


def _instance(case: Case, key: str) -> Instance:
    aggregate = case.flow.aggregate
    if not case.state:
        return Instance(aggregate, key, None, aggregate.document())
    document = aggregate.document(typed(case.state, aggregate))
    document.version = document.version or 1
    if is_gone(document):
        return Instance(aggregate, key, None, aggregate.document())
    return Instance(aggregate, key, "test", document, snapshot_version=document.version)


def _compare_events(case: Case, instance: Instance) -> tuple[list[str], list[str]]:
    """Matches each expected event with the most similar emitted one; unexpected events are only a warning."""
    emitted = [recording.event.envelope for recording in instance.recordings]
    found: list[str] = []
    for name, members in case.events:
        same = [each for each in emitted if each.type == name]
        if not same:
            found.append(f"expected event {name}\ngot      {_summary_of(emitted)}")
            continue
        expected = _typed_members(case.flow, name, members)
        best = min(same, key=lambda each: len(list(differences(expected, each.data))))
        emitted.remove(best)
        for path, wanted, got in differences(expected, best.data):
            found.append(f"expected event {name} with {path} = {wanted}\ngot            {name} with {path} = {got}")
    unexpected = f"emitted without being expected: {_summary_of(emitted)}"
    return found, [unexpected] if emitted else []


def _compare_state(case: Case, run: MemoryRun) -> list[str]:
    if not case.expected_state:
        return []
    found: list[str] = []
    if case.expected_key and run.context.identity != case.expected_key:
        found.append(f"expected key {case.expected_key}\ngot          {run.context.identity}")
    expected = typed(case.expected_state, case.flow.aggregate)
    for path, wanted, got in differences(expected, run.instance.document):
        found.append(f"expected state {path} = {wanted}\ngot            {path} = {got}")
    return found


def _typed_members(flow: Flow, name: str, members: Mapping[str, Any]) -> dict[str, Any]:
    event = flow.aggregate.event_type(name)
    definitions = fields(event.fields) if event else {}
    return {
        key: coerce(value, definitions[key].type) if key in definitions else value for key, value in members.items()
    }


def _summary(run: MemoryRun | None) -> str:
    if run is None:
        return "nothing"
    return _summary_of([recording.event.envelope for recording in run.instance.recordings])


def _summary_of(emitted: Sequence[Envelope]) -> str:
    texts = [f"{each.type} {json.dumps(plain(each.data), default=str)}" for each in emitted]
    return ", ".join(texts) or "no event"
