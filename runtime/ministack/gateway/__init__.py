"""Addresses of our own in front of MiniStack, below /_liftlock/: only for who knows the token."""

import hmac
import json

import confinement
from corrections import appsync_changes

from . import permissions

PREFIX = "/_liftlock/"


def wrap(ministack, token):
    """An ASGI application that answers what is ours, and hands everything else to MiniStack."""

    async def application(scope, receive, send):
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await _answer(scope, receive, send, token)
        else:
            await ministack(scope, receive, send)

    return application


def _health(_request):
    return 200, {"status": "ok"}


def _appsync_version(_request):
    return 200, {"version": appsync_changes.version()}


ROUTES = {
    ("GET", "health"): _health,
    ("GET", "isolation"): confinement.report,
    ("GET", "appsync/version"): _appsync_version,
    ("POST", "credentials"): permissions.credentials,
    ("POST", "authorize"): permissions.authorize,
}


async def _answer(scope, receive, send, token):
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not token or not hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        status, body = 401, {"message": "the token is missing or wrong"}
    else:
        route = ROUTES.get((scope["method"], scope["path"].removeprefix(PREFIX)))
        if route is None:
            status, body = 404, {"message": f"there is no {scope['method']} {scope['path']}"}
        else:
            status, body = route(json.loads(await _read(receive) or b"{}"))
    content = json.dumps(body).encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": content})


async def _read(receive):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
