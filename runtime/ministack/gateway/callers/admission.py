"""Decides what a request may reach: by its signature, by the token, or because AWS serves it without either.

The list below is of what is let in; whatever is not on it is refused.
"""

import re

from ministack import app
from ministack.core.iam_evaluator import AuthError
from ministack.core.router import detect_service

from .. import reach
from ..messages.bodies import read_all, replay
from . import signatures, unsigned
from .tokens import holds_token

_OWN = ("/_ministack/", "/_localstack/")
_HEALTH = frozenset({"/_ministack/health", "/_ministack/ready"})
_CALLBACK = re.compile(r"/_ministack/cfn-(?:response|signal)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MISSING = AuthError("MissingAuthenticationToken", "Missing Authentication Token")
CONTENT_MISMATCH = AuthError("SignatureDoesNotMatch", "The body is not the one that was signed.")
_TOKEN = (401, {"content-type": "application/json"}, b'{"message": "this address needs the token of the local AWS"}')


async def admit(request, receive, token):
    """(receive, refusal): sets what the request may reach, and answers with the refusal when that is nothing."""
    if request.path.startswith(_OWN):
        request.reach = _own_address(request, token)
        return receive, None if request.reach else _TOKEN
    return await _by_signature(request, receive)


def _own_address(request, token):
    """MiniStack's own addresses: no path of AWS begins like them."""
    if request.path in _HEALTH and request.method in ("GET", "HEAD"):
        return reach.HEALTH
    if request.method == "PUT" and _CALLBACK.fullmatch(request.path):
        return reach.CALLBACK
    return reach.TOKEN if holds_token(request.headers, token) else None


async def _by_signature(request, receive):
    """A signature that is given has to be right, also where none is needed."""
    signature = signatures.find(request)
    if signature is None:
        request.reach = unsigned.data_plane_of(request.host, request.path) or unsigned.reach_of(request)
        return receive, None if request.reach else refused(request, MISSING)
    if isinstance(signature, AuthError):
        return receive, refused(request, signature)
    body = b""
    if signatures.needs_body(request, signature):
        body = await read_all(receive)
        if body is None:
            return receive, None
        receive = replay(body, receive)
    failure = signatures.verify(request, signature, body)
    if failure is not None:
        return receive, refused(request, failure)
    # Who has a presigned address of S3 has what it names, and no more.
    presigned_object = signature.presigned and signatures.scope_of(request) == "s3"
    request.reach = reach.S3 if presigned_object else reach.SIGNED
    return receive, None


def refused(request, failure, service=None):
    """A failure as the service that the request is for says it, so that its SDK shows it."""
    if not isinstance(failure, AuthError):
        return failure
    service = service or detect_service(request.method, request.path, request.headers, request.query)
    return app._credential_failure(service, "", app.uuid.uuid4().hex, failure, request.headers)
