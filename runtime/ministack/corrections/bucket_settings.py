"""Life cycle, encryption and tags of a bucket, which MiniStack ignores; versioning that a template drops, which stays
on.
"""

from xml.sax.saxutils import escape

from ministack.core.responses import new_uuid
from ministack.services import s3

from .resource_handlers import around, refuse_error

_BUCKET = "AWS::S3::Bucket"


def apply():
    around(_BUCKET, "create", _create)
    around(_BUCKET, "update", _update)


def _create(original, logical_id, props, stack_name):
    created = original(logical_id, props, stack_name)
    _settle(created[0], {}, props)
    return created


def _update(original, physical_id, old_props, new_props, *more):
    updated = original(physical_id, old_props, new_props, *more)
    if updated[0] == physical_id:
        _settle(physical_id, old_props, new_props)
    return updated


def _settle(bucket, old, new):
    if "LifecycleConfiguration" in new:
        answer = s3._put_bucket_lifecycle(bucket, _lifecycle_xml(new["LifecycleConfiguration"]))
        refuse_error("LifecycleConfiguration", answer)
    elif "LifecycleConfiguration" in old:
        s3._bucket_lifecycle.pop(bucket, None)
    if "BucketEncryption" in new:
        refuse_error("BucketEncryption", s3._put_bucket_encryption(bucket, _encryption_xml(new["BucketEncryption"])))
    elif "BucketEncryption" in old:
        s3._bucket_encryption.pop(bucket, None)
    if new.get("Tags") or old.get("Tags"):
        s3._bucket_tags[bucket] = {tag["Key"]: tag["Value"] for tag in new.get("Tags") or []}
    if _is_versioned(old) and not _is_versioned(new):
        s3._bucket_versioning[bucket] = "Suspended"


def _is_versioned(props):
    return (props.get("VersioningConfiguration") or {}).get("Status") == "Enabled"


def _encryption_xml(configuration):
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
            "BucketKeyEnabled": str(rule.get("BucketKeyEnabled", False)).lower(),
        }
        for rule in configuration["ServerSideEncryptionConfiguration"]
    ]
    return _xml("ServerSideEncryptionConfiguration", {"Rule": rules}).encode()


def _lifecycle_xml(configuration):
    return _xml("LifecycleConfiguration", {"Rule": [_rule(rule) for rule in configuration["Rules"]]}).encode()


def _rule(rule):
    """A rule of the template as a rule of PutBucketLifecycleConfiguration."""
    converted = {
        "ID": rule.get("Id") or new_uuid(),
        "Filter": {"Prefix": rule.get("Prefix", "")},
        "Status": rule["Status"],
    }
    if "ExpirationInDays" in rule:
        converted["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if "NoncurrentVersionExpirationInDays" in rule:
        converted["NoncurrentVersionExpiration"] = {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]}
    for name in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"):
        if name in rule:
            converted[name] = rule[name]
    return converted


def _xml(tag, value):
    if isinstance(value, list):
        return "".join(_xml(tag, item) for item in value)
    if isinstance(value, dict):
        return f"<{tag}>{''.join(_xml(key, item) for key, item in value.items())}</{tag}>"
    return f"<{tag}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{tag}>"
