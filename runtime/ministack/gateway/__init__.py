"""What stands between everybody on this machine and MiniStack.

A request is served when it names this machine (`hosts`), comes from no foreign page (`origins`), and carries a
signature, the token of this daemon, or what AWS serves without either (`admission`). What it may reach is held to that
(`dispatch`), and what a browser is told about it is the service's word (`cross_origin`).
"""

from . import buckets, cross_origin, dispatch, pipelines, reach, routes, websockets
from .callers import admission, decisions, function_credentials, hosts, origins
from .messages import chunks, compression
from .messages.answers import refuse_websocket, send_answer, send_text
from .messages.bodies import UNSIGNED_LIMIT, TooLongError, checked, limited
from .request import Request, current


def apply():
    """Hold MiniStack's own choice of a handler to what a request may reach."""
    dispatch.apply()
    buckets.apply()
    chunks.apply()
    compression.apply()
    websockets.apply()
    function_credentials.apply()
    decisions.apply()


def wrap(ministack, token):
    """An ASGI application that hands on to MiniStack what may be served."""

    async def application(scope, receive, send):
        kind = scope["type"]
        if kind == "lifespan":
            await ministack(scope, receive, send)
            return
        refusal = hosts.refusal(scope) or origins.refusal(scope)
        if kind == "http":
            if refusal:
                await send_text(send, 403, refusal)
            else:
                await _serve(ministack, scope, receive, send, token)
        elif kind == "websocket":
            request = Request(scope)
            refusal = refusal or websockets.refusal(request, scope)
            if refusal:
                await refuse_websocket(send, refusal)
            else:
                current.set(request)
                await ministack(scope, receive, send)

    return application


async def _serve(ministack, scope, receive, send, token):
    request = Request(scope)
    if request.path.startswith(routes.PREFIX):
        await routes.answer(request, receive, send, token)
        return
    if request.method == "OPTIONS" and request.origin is not None:
        answer = cross_origin.preflight(request)
        if answer is not None:
            await send_answer(send, answer)
            return
    send = cross_origin.guarded(send, request)
    try:
        receive, refusal = await admission.admit(request, receive, token)
        if refusal is not None:
            await send_answer(send, refusal)
        elif request.reach == reach.SIGNED and pipelines.is_for(request):
            if not await pipelines.answer(request, receive, send):
                await send_answer(send, admission.refused(request, admission.CONTENT_MISMATCH))
        elif request.reach is not None:
            await _hand_on(ministack, scope, receive, send, request)
    except TooLongError as error:
        await send_text(send, 413, f"the body is longer than {error.args[0]} bytes, which is for signed requests alone")


async def _hand_on(ministack, scope, receive, send, request):
    current.set(request)
    if request.access_key:
        receive = checked(receive, request.headers.get("x-amz-content-sha256"))
    elif request.reach != reach.TOKEN:
        receive = limited(receive, UNSIGNED_LIMIT)
    await ministack(scope, receive, send)
    if getattr(receive, "mismatch", False):
        await send_answer(send, admission.refused(request, admission.CONTENT_MISMATCH))
