"""A web server on loopback that remembers what it was asked and answers what it was told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Web:
    url: str = ""
    #: Method, path, headers in lower case, body.
    requests: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    #: Status and body of the next answers; the last one stays.
    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"data": {"ok": True}})])

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, _, body in self.requests]


@contextmanager
def serving() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            web.requests.append((self.command, self.path, headers, body))
            status, content = web.answers.pop(0) if len(web.answers) > 1 else web.answers[0]
            data = (content if isinstance(content, str) else json.dumps(content)).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    web.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
