"""Hands requests for CodePipeline, which MiniStack does not have, on to the executor: a process of its own.

The gateway has checked the signature; the executor is told who asks, and believes it by the token of this daemon.
"""

import asyncio
import http.client
import json
import re
import urllib.parse

from .callers import permissions
from .messages.answers import send_answer
from .messages.bodies import checked, read_all

OWN = "/_liftlock/codepipeline/"
_TARGET = "CodePipeline_20150709."
_CBOR = "/service/CodePipeline_20150709/operation/"
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/codepipeline/aws4_request")
_SECONDS = 60
_AWAY = b'{"__type": "ServiceUnavailableException", "message": "The local CodePipeline starts again; ask once more."}'
_NONE = (
    b'{"__type": "UnsupportedOperationException", "message": "This local AWS was started without its CodePipeline."}'
)
_JSON = {"content-type": "application/x-amz-json-1.1"}

_address = None
_token = ""


class UnavailableError(Exception):
    """The executor is absent or starts again: nothing was asked."""


class RefusedError(Exception):
    """The executor refused what was asked; `code` is the name of its error."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def configure(url, token=""):
    """Where the executor answers, such as http://127.0.0.1:4612; without it, there is no CodePipeline."""
    global _address, _token
    _address = urllib.parse.urlsplit(url).port if url else None
    _token = token


def is_there():
    """Whether this local AWS was started with its CodePipeline."""
    return _address is not None


def ask(path, body, caller):
    """Ask one of the executor's own addresses below /_liftlock/; caller is (account, region, ARN of the principal).

    It waits for the answer. On the event loop, only what the executor answers without asking the emulator may be asked.
    Raises UnavailableError and RefusedError.
    """
    if _address is None:
        raise UnavailableError("This local AWS was started without its CodePipeline.")
    headers = {**_identity(_token, *caller), "content-type": "application/json"}
    status, _, content = _ask("POST", f"/_liftlock/{path}", headers, json.dumps(body).encode())
    if status == 503:
        raise UnavailableError("The local CodePipeline starts again.")
    answer = json.loads(content)
    if status >= 400:
        raise RefusedError(answer.get("__type", "InternalFailure"), answer.get("message", ""))
    return answer


def is_for(request):
    """Whether a request is one for CodePipeline, in the protocol of today or in the newer one."""
    return request.headers.get("x-amz-target", "").startswith(_TARGET) or request.path.startswith(_CBOR)


async def answer(request, receive, send, token):
    """Send the executor's answer; False when the body is not the one that was signed."""
    receive = checked(receive, request.headers.get("x-amz-content-sha256"))
    body = await read_all(receive)
    if body is None:
        return not getattr(receive, "mismatch", False)
    if _address is None:
        await send_answer(send, (400, _JSON, _NONE))
        return True
    code, known = permissions.credentials({"accessKeyId": request.access_key})
    region = _SCOPE.search(request.headers.get("authorization", ""))
    if code != 200 or region is None:
        unknown = b'{"__type": "UnrecognizedClientException", "message": "The request is not signed for codepipeline."}'
        await send_answer(send, (400, _JSON, unknown))
        return True
    headers = {
        **_identity(token, known["accountId"], region[1], known["principalArn"]),
        "content-type": request.headers.get("content-type", ""),
        "x-amz-target": request.headers.get("x-amz-target", ""),
        "x-liftlock-key": request.access_key,
    }
    path = request.path if request.path.startswith(_CBOR) else "/"
    await send_answer(send, await asyncio.to_thread(_ask, "POST", path, headers, body))
    return True


async def answer_own(request, body, send, token):
    """Hand on a request for an address of the executor's own, whose sender knows the token."""
    if _address is None:
        await send_answer(send, (404, _JSON, _NONE))
        return
    path = "/_liftlock/" + request.path.removeprefix(OWN)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    await send_answer(send, await asyncio.to_thread(_ask, request.method, path, headers, body))


def _identity(token, account, region, principal):
    return {
        "authorization": f"Bearer {token}",
        "x-liftlock-account": account,
        "x-liftlock-principal": principal,
        "x-liftlock-region": region,
    }


def _ask(method, path, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", _address, timeout=_SECONDS)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        kept = {name: value for name, value in response.getheaders() if name.lower() in _KEPT}
        return response.status, kept, response.read()
    except (OSError, http.client.HTTPException):
        return 503, _JSON, _AWAY
    finally:
        connection.close()


_KEPT = frozenset({"content-type", "x-amzn-requestid", "smithy-protocol"})
