"""What a browser is told about pages of another origin (CORS).

MiniStack lets every page read everything. None of its headers leave; a page of a configured origin gets what the
service says on AWS: the rules of a bucket, the public operations of user pools, the configuration of an API.
"""

from ministack import app
from ministack.core.router import detect_service

from . import reach
from .callers import unsigned

_PREFIX = b"access-control-"
_COGNITO_HEADERS = (
    "authorization, cache-control, content-type, x-amz-target, x-amz-user-agent, amz-sdk-invocation-id, "
    "amz-sdk-request, x-amzn-trace-id"
)
_COGNITO_EXPOSED = "x-amzn-requestid, x-amzn-errortype, x-amzn-errormessage, date"


def preflight(request):
    """The answer to what a browser asks before the request itself, or None where an API answers that."""
    if unsigned.data_plane_of(request.host, request.path):
        return None
    target = app._s3_cors_target(request.host, request.path)
    if target:
        return app._get_module("s3").cors_preflight(*target, request.headers)
    wanted = request.headers.get("access-control-request-method", "")
    if request.path == "/" or unsigned.is_user_pool_page(wanted, request.path):
        allowed = {
            **_origin_headers(request),
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": _COGNITO_HEADERS,
            "Access-Control-Max-Age": "600",
        }
        return 200, allowed, b""
    return 403, {"content-type": "text/plain"}, b"nothing at this address is for pages of another origin\n"


def guarded(send, request):
    """A `send` whose answers carry the headers above, and no other of their kind."""

    async def send_guarded(message):
        if message["type"] == "http.response.start" and request.cross_origin != "api":
            headers = [pair for pair in message.get("headers", []) if not pair[0].lower().startswith(_PREFIX)]
            if request.origin is not None:
                more = _headers_for(request)
                headers += [(name.lower().encode(), value.encode()) for name, value in more.items()]
            message = {**message, "headers": headers}
        await send(message)

    return send_guarded


def _headers_for(request):
    if request.reach in (reach.COGNITO, reach.IDENTITY_POOLS, reach.USER_POOL_PAGES):
        return {**_origin_headers(request), "Access-Control-Expose-Headers": _COGNITO_EXPOSED}
    target = app._s3_cors_target(request.host, request.path)
    if target and detect_service(request.method, request.path, request.headers, request.query) == "s3":
        return app._get_module("s3").cors_response_headers(target[0], request.method, request.headers)
    return {}


def _origin_headers(request):
    return {"Access-Control-Allow-Origin": request.origin, "Vary": "Origin"}
