"""Who may use the key that an object or a message is encrypted with.

S3 and SNS use the key as the caller: to write needs `kms:GenerateDataKey`, to read `kms:Decrypt`, and an upload in
parts and a message need both (S3 User Guide, "Using server-side encryption with AWS KMS keys"; SNS Developer Guide,
"Key management"). The policy of the key is asked, too. MiniStack encrypts nothing, and asks nobody.
"""

from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.core.responses import get_region, request_scope
from ministack.services import kms, s3, sns

from . import further_rights
from .resource_handlers import around

_READ, _WRITE = "kms:Decrypt", "kms:GenerateDataKey"
_ALGORITHM = "x-amz-server-side-encryption"
_KEY = f"{_ALGORITHM}-aws-kms-key-id"
_PARTS = ("uploads", "partNumber", "uploadId")


def apply():
    further_rights.need("s3", _of_object)
    further_rights.need("sns", _of_message)
    _policies_of_other_accounts()
    around("AWS::SNS::Topic", "create", _create_topic)
    around("AWS::SNS::Topic", "update", _update_topic)


def _create_topic(original, logical_id, props, *more):
    return _with_key(original(logical_id, props, *more), props)


def _update_topic(original, physical_id, old_props, new_props, *more, **options):
    return _with_key(original(physical_id, old_props, new_props, *more, **options), new_props)


def _with_key(answer, props):
    """MiniStack drops the key of a topic that a template names."""
    topic = sns._topics.get(answer[0])
    if topic is not None:
        topic["attributes"]["KmsMasterKeyId"] = props.get("KmsMasterKeyId") or ""
    return answer


def _policies_of_other_accounts():
    original = kms.key_policy_for_arn

    def key_policy_for_arn(resource_arn):
        parts = resource_arn.split(":")
        if len(parts) < 6:
            return original(resource_arn)
        with request_scope(parts[4], parts[3]):
            return original(resource_arn)

    kms.key_policy_for_arn = key_policy_for_arn


def _of_object(method, path, headers, _body, query_params):
    bucket, _, name = path.lstrip("/").partition("/")
    owner = s3._bucket_owner_account(bucket) if name else None
    action = iam_actions._s3_action(method, path, query_params or {})
    if owner is None:
        return []
    with request_scope(owner, get_region()):
        if method == "GET" and action in ("GetObject", "GetObjectVersion"):
            stored, wanted = _stored(bucket, name, _first((query_params or {}).get("versionId"))), [_READ]
        elif action == "PutObject":
            stored = _given(bucket, headers)
            wanted = [_WRITE, _READ] if any(part in (query_params or {}) for part in _PARTS) else [_WRITE]
        else:
            return []
        key = _key_arn(stored)
        place = bucket if _has_bucket_key(bucket) else f"{bucket}/{name}"
    keys = {
        "kms:ViaService": f"s3.{get_region()}.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{place}",
    }
    return [(right, key, keys) for right in wanted] if key else []


def _given(bucket, headers):
    given = {header.lower(): value for header, value in (headers or {}).items()}
    return given if given.get(_ALGORITHM) else s3._bucket_default_sse_headers(bucket)


def _has_bucket_key(bucket):
    """With a key of the bucket, the context names the bucket (S3 User Guide, "Reducing the cost of SSE-KMS")."""
    raw = s3._bucket_encryption.get(bucket) or b""
    text = raw.decode(errors="replace") if isinstance(raw, bytes) else raw
    return "<BucketKeyEnabled>true</BucketKeyEnabled>" in text


def _stored(bucket, name, version):
    found = s3._buckets.get(bucket) or {}
    if version:
        versions = s3._object_versions.get((bucket, name), [])
        record = next((known for known in versions if known["version_id"] == version), None)
        record = record and s3._object_record_from_version(record)
    else:
        record = found.get("objects", {}).get(name)
    return (record or {}).get("preserved_headers", {})


def _of_message(_method, _path, _headers, body, query_params):
    fields = {**(query_params or {}), **parse_qs((body or b"").decode(errors="replace"))}
    if _first(fields.get("Action")) not in ("Publish", "PublishBatch"):
        return []
    topic = sns._topic_by_arn_any_scope(_first(fields.get("TopicArn")) or "") or {}
    given = topic.get("attributes", {}).get("KmsMasterKeyId")
    key = _key_arn({_ALGORITHM: "aws:kms", _KEY: given}) if given else None
    keys = {"kms:ViaService": f"sns.{get_region()}.amazonaws.com"}
    return [(right, key, keys) for right in (_WRITE, _READ)] if key else []


def _key_arn(encryption):
    """The ARN of a key that is there. Keys of AWS itself have no record, and need no right in their own account."""
    given = encryption.get(_KEY) if encryption.get(_ALGORITHM) == "aws:kms" else None
    if not given:
        return None
    parts = given.split(":")
    if len(parts) < 6:
        return (kms._resolve_key(given) or {}).get("Arn")
    with request_scope(parts[4], parts[3]):
        return (kms._resolve_key(given) or {}).get("Arn")


def _first(value):
    return value[0] if isinstance(value, list) and value else value
