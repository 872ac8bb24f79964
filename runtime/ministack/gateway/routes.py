"""Addresses of our own below /_liftlock/, for who knows the token."""

import json

import confinement
from corrections import appsync_changes

from . import pipeline_events, pipelines
from .callers import decisions, origins, permissions, service_sessions
from .callers.tokens import holds_token
from .messages.answers import send_json

PREFIX = "/_liftlock/"
_BODY_LIMIT = 64 * 1024


async def answer(request, receive, send, token):
    if not holds_token(request.headers, token):
        await send_json(send, 401, {"message": "the token is missing or wrong"})
        return
    if request.path.startswith(pipelines.OWN):
        await _hand_on(request, receive, send)
        return
    route = ROUTES.get((request.method, request.path.removeprefix(PREFIX)))
    if route is None:
        await send_json(send, 404, {"message": f"there is no {request.method} {request.path}"})
        return
    try:
        body = json.loads(await _read(receive) or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body has to be an object")
    except ValueError as error:
        await send_json(send, 400, {"message": f"the body is not usable: {error}"})
        return
    await send_json(send, *route(body))


async def _hand_on(request, receive, send):
    try:
        body = await _read(receive)
    except ValueError as error:
        await send_json(send, 400, {"message": f"the body is not usable: {error}"})
        return
    await pipelines.answer_own(request, body, send)


def _health(_request):
    return 200, {"status": "ok"}


def _appsync_version(_request):
    return 200, {"version": appsync_changes.version()}


def _origins(request):
    """{origins} -> {origins}: the pages that may send requests from now on; 400 if one is not an origin."""
    try:
        origins.configure(request.get("origins"))
    except ValueError as error:
        return 400, {"message": str(error)}
    return 200, {"origins": origins.configured()}


ROUTES = {
    ("GET", "health"): _health,
    ("GET", "isolation"): confinement.report,
    ("GET", "appsync/version"): _appsync_version,
    ("PUT", "origins"): _origins,
    ("GET", "decisions"): decisions.listed,
    ("POST", "credentials"): permissions.credentials,
    ("POST", "authorize"): permissions.authorize,
    ("POST", "service-session"): service_sessions.assume,
    ("POST", "pipelines/events"): pipeline_events.put,
}


async def _read(receive):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _BODY_LIMIT:
            raise ValueError(f"it is longer than {_BODY_LIMIT} bytes")
        if not message.get("more_body"):
            return body
