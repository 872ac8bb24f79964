"""Retries technical failures three times, with growing pauses (model format 8.5)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from draftsman.logs import log
from draftsman.utils import describe

Answer = TypeVar("Answer")

#: Longest pause before each further attempt; a random part of it is waited, so that competitors come apart.
PAUSES_SECONDS = (0.2, 0.8, 3.2)


def with_retries(
    attempt: Callable[[], Answer],
    is_final: Callable[[BaseException], bool],
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """The answer of the first attempt that works. Raises what is final at once, else what the last attempt raised."""
    for pause in PAUSES_SECONDS:
        try:
            return attempt()
        except Exception as error:
            if is_final(error):
                raise
            log.warning("will be tried again: %s", describe(error))
            sleep(pause * random.uniform(0.5, 1))
    return attempt()
