"""Notifies subscribers of the API about changed rows (model format 11.5)."""

from __future__ import annotations

from draftsman.messages.appsync import call_signed
from draftsman.running.logs import log

MUTATION = """mutation Publish($identifier: String, $type: String, $message: String) {
  publishNotification(identifier: $identifier, type: $type, message: $message) {
    identifier
    type
    message
  }
}"""


def send_notification(identifier: str, type: str, message: str) -> None:
    call_signed(MUTATION, {"identifier": identifier, "type": type, "message": message})


def publish_notification(identifier: str, view: str, message: str) -> None:
    """The same for a row that is written already: what subscribers miss is logged, the row stays."""
    try:
        send_notification(identifier, view, message)
    except Exception:
        log.exception("clients were not notified that %s %s is %s", view, identifier, message)
