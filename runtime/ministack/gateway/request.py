"""One request as the gateway sees it, and what it may reach."""

import contextvars
from urllib.parse import parse_qs, quote

from ministack.core.sigv4 import decode_header_value


class Request:
    """Headers by lower-case name; one that comes several times has its values joined, as a signature covers them."""

    __slots__ = ("access_key", "cross_origin", "headers", "method", "origin", "path", "query", "raw_path", "reach")

    def __init__(self, scope):
        self.method = scope.get("method", "GET")
        self.path = scope["path"]
        self.raw_path = (scope.get("raw_path") or quote(self.path).encode()).decode("latin-1")
        self.headers = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1").lower(), decode_header_value(value)
            self.headers[key] = f"{self.headers[key]},{text}" if key in self.headers else text
        raw_query = scope.get("query_string", b"")
        self.query = parse_qs(raw_query.decode("utf-8", "replace"), keep_blank_values=True) if raw_query else {}
        self.origin = self.headers.get("origin")
        self.access_key = ""
        # One of the names in `reach`; None reaches nothing.
        self.reach = None
        # Who answers a page of another origin: "api", "cognito" or "" for the rules of a bucket.
        self.cross_origin = ""

    @property
    def host(self):
        return self.headers.get("host", "")


# The request that is being served; None where MiniStack calls itself in process.
current = contextvars.ContextVar("liftlock_request", default=None)
