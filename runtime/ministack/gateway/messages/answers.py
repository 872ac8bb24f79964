"""Answers of the gateway itself."""

import json


async def send_json(send, status, body):
    await _send(send, status, b"application/json", json.dumps(body).encode())


async def send_text(send, status, text):
    """Plain text that no browser takes for anything else."""
    await _send(send, status, b"text/plain; charset=utf-8", f"{text}\n".encode())


async def send_answer(send, answer):
    """What a handler of MiniStack returns: status, headers by name, body."""
    status, headers, body = answer
    pairs = [(name.lower().encode(), str(value).encode("latin-1", "replace")) for name, value in headers.items()]
    await _start(send, status, [pair for pair in pairs if pair[0] != b"content-length"], body)


async def refuse_websocket(send, text):
    """Refuse the handshake, in words where the server can send them."""
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": 403, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body, "more_body": False})


def shown(value):
    """A value of a request, for a sentence: printable ASCII in quotes, at most 100 characters."""
    text = value if len(value) <= 100 else f"{value[:100]}…"
    return json.dumps(text)


async def _send(send, status, content_type, content):
    await _start(send, status, [(b"content-type", content_type), (b"x-content-type-options", b"nosniff")], content)


async def _start(send, status, headers, content):
    headers = [*headers, (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})
