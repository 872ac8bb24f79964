"""Log lines as JSON, one object a line, with the trace id of what is being processed."""

from __future__ import annotations

import contextvars
import json
import logging
import os
import sys

log = logging.getLogger("draftsman")

#: Trace id of the request that this invocation works on.
correlation_id: contextvars.ContextVar[str] = contextvars.ContextVar("correlation_id", default="")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "level": record.levelname,
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "message": record.getMessage(),
            "correlationId": correlation_id.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up() -> None:
    """Gives the runtime's logger its format and the level of `LOG_LEVEL`; once."""
    if log.handlers:
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    log.addHandler(handler)
    log.propagate = False
    level = os.environ.get("LOG_LEVEL", "").upper()
    log.setLevel(level if level in logging.getLevelNamesMapping() else "INFO")
