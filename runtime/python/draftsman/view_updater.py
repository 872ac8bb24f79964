"""Updates views after changes of aggregates, and removes deleted instances (model format 11.5, 17.3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.documents.document import Document
from draftsman.documents.items import Item, copied
from draftsman.events import Envelope
from draftsman.messages import dead_letters, ended_calls, parked_changes, streams
from draftsman.messages.notifications import publish_notification
from draftsman.running.clients import prepare
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.retries import RESERVED_SECONDS, TimeIsUp, time_of, with_retries
from draftsman.running.transient import will_pass
from draftsman.storage import applied_versions, view_store
from draftsman.storage.deletion import clear_away
from draftsman.storage.entity_manager import EntityManager, Touched
from draftsman.views import View


@dataclass(frozen=True)
class Change:
    """One event of one instance with the document after it. `instance` is `<aggregate>#<technical key>`."""

    aggregate: str
    instance: str
    version: int
    snapshot: Document
    event: Item


def view_updater_handler(views: Sequence[View]) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The Lambda handler behind the outbox."""
    set_up()
    prepare("dynamodb")

    ended = ended_calls.Watch(parked_changes.VIEW_UPDATER)

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        seconds_left = time_of(context)
        letter = dead_letters.letter_of(event)
        if letter is not None:
            parked_changes.replay(letter, lambda _, content: work(views, content, seconds_left, late=True))
            return streams.failures([])
        poison = ended.poison(event)
        if poison is not None:
            parked_changes.park(poison, ended_calls.Ended(ended_calls.ENDED))
            ended.settled(True)
            return streams.failures([])
        parked = parked_changes.first_of_instances()
        answer = streams.each_in_order(event, lambda message: work_or_park(views, message, parked, seconds_left))
        ended.settled(not answer["batchItemFailures"])
        return answer

    return handler


def work_or_park(
    views: Sequence[View], message: streams.Message, parked: dict[str, str], seconds_left: Callable[[], float]
) -> None:
    """
    Applies a message, or keeps it as a dead letter when the views cannot take it. Later changes of the same instance
    are kept behind it, because the order of an instance matters. What will pass is raised: the stream repeats it.
    """
    if seconds_left() < RESERVED_SECONDS:
        raise TimeIsUp("the rest of the batch is for the next call")
    if message.order >= parked.get(message.instance, "~"):
        parked_changes.park(message, parked_changes.Behind("an earlier change of this instance is a dead letter"))
        return
    try:
        work(views, message.content, seconds_left)
    except TimeIsUp:
        raise
    except Exception as error:
        log.exception("the views cannot take a change of %s", message.instance)
        parked_changes.park(message, error)
        parked[message.instance] = message.order


def work(
    views: Sequence[View],
    message: dict[str, Any],
    seconds_left: Callable[[], float] | None = None,
    late: bool = False,
) -> None:
    """
    Applies all changes of one message in order, then deletes what its deletion level says. A message that was a dead
    letter comes `late`: later changes may have been applied before it, and another call may apply it just now.
    """

    def persistently(step: Callable[[], Any]) -> Any:
        return with_retries(step, lambda error: not will_pass(error), will_pass, seconds_left)

    for change in changes_of(message):
        touched = persistently(lambda change=change: apply(views, change, late))
        for view, key in touched:
            publish_notification(key, view, "updated")
    persistently(lambda: clear_away(message))


def changes_of(message: dict[str, Any]) -> list[Change]:
    instance = f"{message['aggregate']}#{message['technicalKey']}"
    found = []
    for each in message["changes"]:
        envelope = Envelope.from_detail(each["event"])
        correlation_id.set(envelope.correlation_id)
        event = Item(envelope.data)
        for name in ("type", "id", "timestamp", "requestor"):
            event.setdefault(name, getattr(envelope, name))
        event.setdefault("data", envelope.data)
        document = Document(each["document"], frozenset(message["collections"]))
        found.append(Change(message["aggregate"], instance, document.version, document, event))
    return found


def apply(views: Sequence[View], change: Change, late: bool = False) -> list[tuple[str, str]]:
    """Runs the handlers that observe the aggregate and writes the rows; the answer names those that notify."""
    definitions = {view.name: view for view in views}
    rows = EntityManager(definitions)
    for view in views:
        for handler in view.handlers:
            if handler.aggregate == change.aggregate:
                rows.repeatable = handler.is_repeatable
                handler.apply(view, rows, copied(change.snapshot), copied(change.event))
    return [
        (view, key)
        for (view, key), touched in rows.touched.items()
        if _store(touched, definitions[view], change, late) and definitions[view].notifies
    ]


def _store(touched: Touched, view: View, change: Change, late: bool) -> bool:
    """
    Writes or deletes the row; False when there is nothing to do, or when the row has seen this change before. A row
    whose handlers only set values keeps those of a newer change. What deletes a row, or comes late, is remembered, so
    that nothing older makes the row again.
    """
    row = None if touched.row.mark_for_deletion else touched.stored()
    before = touched.before
    if row is None and before.revision == 0:
        return False
    seen = None
    if touched.fragile or late or row is None:
        seen = applied_versions.read(view.name, touched.key, change.instance)
    if seen is not None and touched.fragile and seen.has(change.version):
        log.info("%s %s has seen version %d", view.name, touched.key, change.version)
        return False
    if seen is not None and late and not touched.fragile:
        written = before.version if before.instance == change.instance else 0
        if max(seen.newest, written) >= change.version:
            log.info("%s %s is newer than version %d", view.name, touched.key, change.version)
            return False
    if row is not None and view.retention_days is not None:
        row["expires"] = int(time.time()) + view.retention_days * 24 * 60 * 60
    applied = view_store.Applied(change.instance, change.version, seen)
    view_store.write(view.name, touched.key, row, before.revision, applied)
    return True
