"""Updates views after changes of aggregates, and removes deleted instances (model format 11.5, 17.3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman.documents.document import Document
from draftsman.documents.items import Item, copied
from draftsman.events import Envelope
from draftsman.messages import dead_letters, streams
from draftsman.messages.notifications import publish_notification
from draftsman.running.clients import prepare
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.retries import RESERVED_SECONDS, TimeIsUp, time_of, with_retries
from draftsman.running.transient import will_pass
from draftsman.storage import parked_changes, view_store
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

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        seconds_left = time_of(context)
        letter = dead_letters.letter_of(event)
        if letter is not None:
            parked_changes.replay(letter, lambda content: work(views, content, seconds_left))
            return streams.failures([])
        parked = parked_changes.first_of_instances()
        return streams.each_in_order(event, lambda message: work_or_park(views, message, parked, seconds_left))

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


def work(views: Sequence[View], message: dict[str, Any], seconds_left: Callable[[], float] | None = None) -> None:
    """Applies all changes of one message in order, then deletes what its deletion level says."""

    def persistently(step: Callable[[], Any]) -> Any:
        return with_retries(step, lambda error: not will_pass(error), will_pass, seconds_left)

    for change in changes_of(message):
        touched = persistently(lambda change=change: apply(views, change))
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


def apply(views: Sequence[View], change: Change) -> list[tuple[str, str]]:
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
        if _store(touched, definitions[view], change) and definitions[view].notifies
    ]


def _store(touched: Touched, view: View, change: Change) -> bool:
    """Writes or deletes the row; False when there is nothing to do, or when the row has seen this change before."""
    applied = None
    if touched.fragile:
        if view_store.applied_version(view.name, touched.key, change.instance) >= change.version:
            log.info("%s %s has seen version %d", view.name, touched.key, change.version)
            return False
        applied = (change.instance, change.version)
    row = None if touched.row.mark_for_deletion else touched.stored()
    if row is None and touched.revision == 0:
        return False
    if row is not None and view.retention_days is not None:
        row["expires"] = int(time.time()) + view.retention_days * 24 * 60 * 60
    view_store.write(view.name, touched.key, row, touched.revision, applied)
    return True
