"""Messages to subscribers of the API."""

from __future__ import annotations

from draftsman.activities.value import Value, text
from draftsman.messages import notifications
from draftsman.notifiers import Activity, NotifierRun


def send_notification(*, identifier: Value, type: Value, message: Value = "") -> Activity:
    def activity(run: NotifierRun) -> None:
        notifications.send_notification(text(identifier, run), text(type, run), text(message, run))

    return activity
