"""JSON in few bytes: the bus and tables limit the size of what they take."""

from __future__ import annotations

import json
from typing import Any


def compact(value: Any) -> str:
    r"""
    Characters as they are, not as `\uXXXX`, which takes up to three times the bytes. Half of a surrogate pair, which
    no text of UTF-8 can hold, has to be written so.
    """
    text = json.dumps(value, separators=(",", ":"), default=str, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), default=str)
    return text
