"""Function code and templates in a bucket of another account.

MiniStack does not look at the bucket's policy: it finds nothing. AWS reads the object where the policy allows it.
"""

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import s3


def apply():
    original = s3._get_object_data

    def get_object_data(bucket, key, version_id=None):
        owner, caller = s3._bucket_owner_account(bucket), get_account_id()
        if owner is None or owner == caller:
            return original(bucket, key, version_id)
        if not s3._foreign_bucket_allows(owner, bucket, key, "GET", {}, caller):
            return None
        with request_scope(owner, get_region()):
            return original(bucket, key, version_id)

    s3._get_object_data = get_object_data
