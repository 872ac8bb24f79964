"""Whose signature a request carries, and whether it is right.

MiniStack has the arithmetic, and checks it for users and sessions when permissions are enforced. Here it is done for
every request and every key, the accounts' own included.
"""

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import AmbiguousAccessKeyError, AuthError, SignedRequest, _query_value
from ministack.core.responses import set_request_account_id
from ministack.core.router import extract_access_key_id
from ministack.core.sigv4 import SIGV4A
from ministack.services import s3

_SCHEMES = ("AWS4-HMAC-SHA256", SIGV4A, "AWS ")
# What makes a query a signed one.
_QUERY = {
    name.lower(): name
    for name in (
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "AWSAccessKeyId",
        "Signature",
    )
}
_PRESIGNED = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
)
_CHUNKS = "STREAMING-AWS4-"


class Signature:
    """Which of the three ways to sign a request uses: headers, query (presigned), or the old version 2."""

    __slots__ = ("old", "presigned")

    def __init__(self, presigned, old):
        self.presigned = presigned
        self.old = old


def find(request):
    """The signature of a request, right or wrong; None where there is none, and AuthError where there are two."""
    authorization = request.headers.get("authorization", "")
    by_header = authorization.startswith("AWS")
    by_query = {}
    for name, values in request.query.items():
        lower = name.lower()
        if lower in _QUERY:
            by_query.setdefault(lower, []).extend(values)
            # MiniStack looks for the two spellings that signers use; another one would be none to it.
            if name not in (lower, _QUERY[lower]):
                return AuthError("UnsupportedSignature", "a part of the signature has an unusual spelling of its name")
    if any(len(values) > 1 for values in by_query.values()):
        return AuthError("UnsupportedSignature", "a part of the signature is given more than once")
    presigned = "x-amz-signature" in by_query or "x-amz-credential" in by_query or "awsaccesskeyid" in by_query
    if by_header and presigned:
        return AuthError("UnsupportedSignature", "the request is signed in its headers and in its query")
    if by_header:
        if not authorization.startswith(_SCHEMES):
            return AuthError("UnsupportedSignature", "the request is signed in a way that is not known")
        return Signature(False, authorization.startswith("AWS "))
    return Signature(True, "awsaccesskeyid" in by_query and "x-amz-signature" not in by_query) if presigned else None


def needs_body(request, signature):
    """Whether the whole body has to be here before the signature can be checked."""
    if signature.old:
        return False
    stated = request.headers.get("x-amz-content-sha256")
    if signature.presigned:
        return scope_of(request) != "s3"
    return not stated or stated.startswith(_CHUNKS)


def verify(request, signature, body):
    """None for a right signature; AuthError, or an answer of S3's, for a wrong one, a wrong time or an unknown key."""
    key = extract_access_key_id(request.headers, request.query)
    if not key and request.headers.get("authorization", "").startswith(SIGV4A):
        key = request.headers["authorization"].partition("Credential=")[2].partition("/")[0]
    if not key:
        return AuthError("IncompleteSignature", "the signature names no access key")
    if not signature.old and (unsigned := _unsigned_headers(request, signature)):
        return AuthError("UnsupportedSignature", f"headers that the signature does not cover: {', '.join(unsigned)}")
    if signature.presigned and not signature.old:
        # MiniStack takes an address that lacks one of them for one that is not presigned at all.
        if missing := [name for name in _PRESIGNED if not _query_value(request.query, name)]:
            return AuthError("MissingAuthorizationParameter", f"the address lacks {', '.join(missing)}")
        algorithm = _query_value(request.query, "X-Amz-Algorithm")
        if algorithm not in ("AWS4-HMAC-SHA256", SIGV4A):
            return AuthError("UnsupportedSignature", "the address is signed in a way that is not known")
        if scope_of(request) == "s3" and algorithm != SIGV4A:
            return _verify_object_address(request, key)
    iam_evaluator._signed_request.set(
        SignedRequest(
            key,
            request.method,
            request.raw_path,
            request.query,
            request.headers,
            body=body,
            presigned=signature.presigned and not signature.old,
            sigv2=signature.old,
            auth_path=_old_path(request),
        )
    )
    try:
        account = key if key.isdigit() and len(key) == 12 else iam_evaluator.find_iam_access_key_account(key) or key
        checked = iam_evaluator.authenticate(key, account)
    except AmbiguousAccessKeyError:
        return AuthError("UnrecognizedClientException", "The security token included in the request is invalid.")
    except (ValueError, UnicodeError) as error:
        return AuthError("IncompleteSignature", f"the signature cannot be read: {error}")
    finally:
        iam_evaluator._signed_request.set(None)
    if isinstance(checked, AuthError):
        return checked
    if checked is None:
        return AuthError("IncompleteSignature", "the signature cannot be read")
    request.access_key = key
    return None


def _verify_object_address(request, key):
    """S3 has its own check: an address of its counts as long as it says, where others count for some minutes."""
    set_request_account_id(key)
    failure = s3._verify_presigned_sigv4(request.method, request.path, request.headers, request.query)
    request.access_key = "" if failure else key
    return failure


def scope_of(request):
    """The service that a presigned query was signed for, such as `s3`; version 2 signs for S3 alone."""
    for name, values in request.query.items():
        if name.lower() == "x-amz-credential":
            parts = values[0].split("/")
            return parts[-2] if len(parts) > 2 else ""
    return "s3"


def _old_path(request):
    """Version 2 signs the path with its bucket, also where the bucket is in the host."""
    bucket = app._extract_s3_vhost_bucket(request.host)
    return f"/{bucket}{request.raw_path}" if bucket else request.raw_path


def _unsigned_headers(request, signature):
    """Headers that steer a service and that the signature does not cover: who has a signed request may not add any."""
    steering = [name for name in request.headers if name.startswith("x-amz-")]
    if not steering:
        return []
    if signature.presigned:
        named = _query_value(request.query, "X-Amz-SignedHeaders")
    else:
        named = request.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    signed = named.strip().lower().split(";")
    return [name for name in steering if name not in signed]
