"""Credentials for who shows a token instead of a signature.

AWS checks the token with the keys of its issuer. MiniStack checks none, so that anybody could have the credentials of
any role. Here a token is proof when somebody signed it who could sign requests as well: with HMAC (HS256) and the
secret access key of this daemon, in place of an issuer that cannot be asked from this machine. A user pool of the
emulator counts where permissions are enforced, because anybody may sign up to it.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from urllib.parse import parse_qs

from ministack import app
from ministack.core.iam_evaluator import AuthError
from ministack.services import cognito

_VENDING = frozenset({"GetCredentialsForIdentity", "GetOpenIdToken"})


def refusal(body):
    """Why an unsigned form for STS is refused, or None."""
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    if fields.get("Action") != ["AssumeRoleWithWebIdentity"]:
        return AuthError("MissingAuthenticationToken", "Request is missing Authentication Token")
    token = fields.get("WebIdentityToken", [""])
    if len(token) == 1 and (_is_signed_here(token[0]) or (app.AUTH and _is_of_user_pool(token[0]))):
        return None
    return AuthError(
        "InvalidIdentityToken",
        "the local AWS cannot ask the issuer of this token for its keys; it takes tokens that are signed by HS256 with "
        "its own secret access key",
    )


def pool_refusal(headers):
    """Why an unsigned call for an identity pool is refused, or None.

    Where no permissions are enforced, the credentials of a pool would open every account to everybody.
    """
    operation = headers.get("x-amz-target", "").partition(".")[2]
    if operation in _VENDING and not app.AUTH:
        return AuthError(
            "MissingAuthenticationToken",
            "the local AWS gives the credentials of an identity pool without a signature only where it enforces "
            "permissions; start it with --iam",
        )
    return None


def _is_signed_here(token):
    try:
        head, claims, signature = token.split(".")
        if json.loads(_decoded(head)).get("alg") != "HS256":
            return False
        expires = json.loads(_decoded(claims)).get("exp")
        given = _decoded(signature)
    except (ValueError, AttributeError):
        return False
    secret = os.environ["AWS_SECRET_ACCESS_KEY"].encode()
    expected = hmac.new(secret, f"{head}.{claims}".encode(), hashlib.sha256).digest()
    return hmac.compare_digest(given, expected) and isinstance(expires, int | float) and time.time() < expires


def _is_of_user_pool(token):
    try:
        claims = cognito._token_claims(token)
        known = cognito._get_pool_unscoped(str(claims.get("iss", "")).rsplit("/", 1)[-1]) is not None
        return known and time.time() < float(claims.get("exp", 0)) and cognito._signature_valid(token)
    except (ValueError, TypeError, AttributeError):
        return False


def _decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
