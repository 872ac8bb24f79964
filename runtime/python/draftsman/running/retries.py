"""
Repeats what has failed: a few times when it may be a bug, as long as there is time when it will pass (model format
8.5).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from draftsman.running.logs import log
from draftsman.utils import describe

Answer = TypeVar("Answer")

#: Longest pause before each further attempt; a random part of it is waited, so that competitors come apart.
PAUSES_SECONDS = (0.2, 0.8, 3.2)

#: Pauses among competitors: a random part of a limit that doubles from the first to the longest ("full jitter").
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 2.0

#: What is left of a function's time for telling how it went.
RESERVED_SECONDS = 5.0

#: Where nobody says how much time a function has.
USUAL_SECONDS = 60.0


class TimeIsUp(Exception):
    """The function has no time for another attempt: the service has to call it again with the same event."""


def time_of(context: Any) -> Callable[[], float]:
    """A function that says how many seconds the invocation has left (Lambda, "Context object")."""
    if context is not None:
        return lambda: context.get_remaining_time_in_millis() / 1000
    end = time.monotonic() + USUAL_SECONDS
    return lambda: end - time.monotonic()


def with_retries(
    attempt: Callable[[], Answer],
    is_final: Callable[[BaseException], bool],
    will_pass: Callable[[BaseException], bool] = lambda error: False,
    seconds_left: Callable[[], float] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """
    The answer of the first attempt that works. Raises what is final at once. What will pass is tried again while there
    is time, and then raises TimeIsUp; all else is tried three more times, and then raised as it is.
    """
    seconds_left = seconds_left or time_of(None)
    failures = waits = 0
    while True:
        try:
            return attempt()
        except Exception as error:
            if is_final(error):
                raise
            if will_pass(error):
                pause = random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(waits, 16)))
                waits += 1
                if seconds_left() - pause < RESERVED_SECONDS:
                    raise TimeIsUp(describe(error)) from error
            elif failures < len(PAUSES_SECONDS):
                pause = PAUSES_SECONDS[failures] * random.uniform(0.5, 1)
                failures += 1
            else:
                raise
            log.warning("will be tried again: %s", describe(error))
            sleep(pause)
