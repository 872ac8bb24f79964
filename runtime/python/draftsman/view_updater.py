"""Updates views after changes of aggregates, and removes deleted instances (model format 11.5, 17.3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from draftsman import streams, view_store
from draftsman.clients import prepare
from draftsman.deletion import clear_away
from draftsman.document import Document
from draftsman.entity_manager import EntityManager, Touched
from draftsman.events import Envelope
from draftsman.items import Item, copied
from draftsman.logs import correlation_id, log, set_up
from draftsman.notifications import publish_notification
from draftsman.retries import with_retries
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

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        return streams.each_in_order(event, lambda message: work(views, message))

    return handler


def work(views: Sequence[View], message: dict[str, Any]) -> None:
    """Applies all changes of one message in order, then deletes what its deletion level says."""
    for change in changes_of(message):
        touched = with_retries(
            lambda change=change: apply(views, change),
            is_final=lambda error: not isinstance(error, view_store.RowChanged),
        )
        for view, key in touched:
            publish_notification(key, view, "updated")
    clear_away(message)


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
