"""What a bucket gives without a signature: what its policy or its list of access allows everybody, and forms."""

from ministack.services import s3

from . import reach, upload_forms
from .request import current


def apply():
    original = s3._apply_bucket_scope

    def apply_bucket_scope(method, bucket, key, headers, query_params, body=b"", internal=False):
        request = current.get()
        if not internal and request is not None and request.reach == reach.S3 and not request.access_key:
            # A form names its signer itself; whether the signature is right is checked before anything is written.
            form = method == "POST" and not key and not query_params
            signer = form and s3._request_access_key(
                method, key, {"content-type": headers.get("content-type", "")}, {}, body
            )
            if not signer and (denied := _denied(method, bucket, key, headers, query_params)):
                return denied
        return original(method, bucket, key, headers, query_params, body, internal)

    s3._apply_bucket_scope = apply_bucket_scope
    upload_forms.apply()


def _denied(method, bucket, key, headers, query_params):
    owner = s3._bucket_owner_account(bucket) if bucket else None
    if owner is None or s3._copy_source_denied(headers, "", True, False) is not None:
        return _access_denied(bucket, key)
    if s3._foreign_bucket_allows(owner, bucket, key, method, query_params, "", headers):
        s3.set_request_account_id(owner)
        return None
    return _access_denied(bucket, key)


def _access_denied(bucket, key):
    return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}/{key}" if key else f"/{bucket}")
