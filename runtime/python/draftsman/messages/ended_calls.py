"""
Finds the message of a stream with which a function is ended each time, by its time limit or a lack of memory.

Lambda calls the function again and again, then gives the batch up and goes on with what is behind it. So the function
itself has to give up before, because later changes of the same instance may not overtake this one. A call that was
ended is followed by a fresh process, and bisecting leaves the guilty message alone in its batch.
"""

from __future__ import annotations

import time
from typing import Any

from draftsman.messages import streams
from draftsman.running.clients import client
from draftsman.running.settings import setting
from draftsman.storage.attributes import from_item, to_item

#: Calls in vain before the message is given up; Lambda itself gives up after eleven (`MaximumRetryAttempts`).
MOST_CALLS = 8

ENDED = f"{MOST_CALLS} calls were in vain: the function was ended each time, or had no time left"

#: How long calls are counted: a record is gone from its stream after a day.
_COUNTED_SECONDS = 24 * 60 * 60


class Ended(Exception):
    """No call with this message has ended well."""


class Watch:
    """Counts calls with one message in a process that has not ended a batch well yet, which costs a write."""

    def __init__(self, component: str) -> None:
        self._component, self._is_settled = component, False

    def poison(self, event: dict[str, Any]) -> streams.Message | None:
        """The message of the batch, when calls with it have ended too often."""
        batch = streams.messages(event)
        if self._is_settled or len(batch) != 1:
            self._is_settled = False
            return None
        return batch[0] if self._calls(batch[0]) > MOST_CALLS else None

    def settled(self, well: bool) -> None:
        """The batch has ended; a failure that was answered counts like a call that was ended."""
        self._is_settled = well

    def _calls(self, message: streams.Message) -> int:
        """How often the message has come, this time included."""
        values = {":one": 1, ":expires": int(time.time()) + _COUNTED_SECONDS}
        answer = client("dynamodb").update_item(
            TableName=setting("VIEW_STORE_TABLE"),
            Key=to_item({"pk": f"_calls#{self._component}", "sk": f"{message.instance}#{message.order}"}),
            UpdateExpression="SET expires = :expires ADD calls :one",
            ExpressionAttributeValues=to_item(values),
            ReturnValues="UPDATED_NEW",
        )
        return int(from_item(answer["Attributes"])["calls"])
