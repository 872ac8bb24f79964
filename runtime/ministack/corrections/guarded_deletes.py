"""Deleting a protected table or user pool, or a bucket that holds objects, through a stack.

MiniStack's own APIs refuse it, its CloudFormation deletes them with DELETE_COMPLETE. CloudFormation ends in
DELETE_FAILED.
"""

from ministack.services import cognito, dynamodb, s3

from .resource_handlers import around


def apply():
    around("AWS::DynamoDB::Table", "delete", _guarded(_protected_table))
    around("AWS::Cognito::UserPool", "delete", _guarded(_protected_pool))
    around("AWS::S3::Bucket", "delete", _guarded(_filled_bucket))


def _guarded(reason_of):
    def delete(original, physical_id, *more):
        reason = reason_of(physical_id)
        if reason:
            raise ValueError(reason)
        return original(physical_id, *more)

    return delete


def _protected_table(name):
    if (dynamodb._tables.get(name) or {}).get("DeletionProtectionEnabled"):
        return (
            "Resource cannot be deleted as it is currently protected against deletion. "
            f"Disable deletion protection first. ({name})"
        )
    return None


def _protected_pool(pool):
    if (cognito._user_pools.get(pool) or {}).get("DeletionProtection") == "ACTIVE":
        return f"The user pool cannot be deleted because deletion protection is activated. ({pool})"
    return None


def _filled_bucket(name):
    if name not in s3._buckets:
        return None
    versions = any(bucket == name and kept for (bucket, _key), kept in s3._object_versions.items())
    return "The bucket you tried to delete is not empty" if versions or s3._buckets[name]["objects"] else None
