"""Forms that a browser posts to a bucket, with a policy that its maker signed.

MiniStack checks the signature of the policy only where permissions are enforced.
"""

import base64
import hashlib
import hmac

from ministack.core.iam_evaluator import (
    AmbiguousAccessKeyError,
    CredentialResolutionError,
    find_iam_access_key_account,
    resolve_credential,
)
from ministack.core.responses import _account_from_sts_session
from ministack.core.sigv4 import calculate_signature
from ministack.services import s3

from . import reach
from .request import current


def apply():
    original = s3._enforce_signed_post_policy

    def enforce_signed_post_policy(fields, bucket_name, region, size, sigv4):
        request = current.get()
        if request is not None and request.reach == reach.S3 and not request.access_key and not _is_signed(fields):
            return s3._error(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and "
                "signing method.",
                403,
            )
        return original(fields, bucket_name, region, size, sigv4)

    s3._enforce_signed_post_policy = enforce_signed_post_policy


def _is_signed(fields):
    policy = fields.get("policy", "")
    scope = fields.get("x-amz-credential", "").split("/")
    key = scope[0] or fields.get("awsaccesskeyid", "")
    secret = _secret_of(key, fields.get("x-amz-security-token", ""))
    if not policy or not secret:
        return False
    if len(scope) == 5:
        expected = calculate_signature(secret, *scope[1:4], policy)
        given = fields.get("x-amz-signature", "")
    else:
        expected = base64.b64encode(hmac.new(secret.encode(), policy.encode(), hashlib.sha1).digest()).decode()
        given = fields.get("signature", "")
    return hmac.compare_digest(expected.encode(), given.encode())


def _secret_of(key, token):
    """The secret of a key, or None if the key is unknown, or its session has another token."""
    try:
        account = _account_from_sts_session(key) or find_iam_access_key_account(key) or key
        found = resolve_credential(key, account, token) if key else None
    except AmbiguousAccessKeyError:
        return None
    return None if found is None or isinstance(found, CredentialResolutionError) else found.secret_access_key
