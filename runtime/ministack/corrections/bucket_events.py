"""Events of S3 on EventBridge that do not say which version of an object they are about.

S3 gives the version as `object.version-id` in a bucket that keeps versions ("EventBridge event message structure" in
the user guide of S3), and rules hand it on to pipelines. MiniStack gives it to queues, topics and functions only, and
never for objects that are restored from an archive. The version "null", of a bucket that keeps none any more, is not
given at all.
"""

import contextvars
import json

from ministack.services import eventbridge, s3

_version = contextvars.ContextVar("version", default=None)


def apply():
    fire, dispatch = s3._fire_s3_event, eventbridge._dispatch_event

    def fire_event(bucket_name, key, event_name, *arguments, version_id=None, **options):
        if version_id is None and event_name.startswith("s3:ObjectRestore:"):
            version_id = _kept_version(bucket_name, key)
        version_id = None if version_id == "null" else version_id
        token = _version.set(version_id)
        try:
            fire(bucket_name, key, event_name, *arguments, version_id=version_id, **options)
        finally:
            _version.reset(token)

    def dispatch_event(event, view=None):
        version = _version.get()
        if version and event.get("Source") == "aws.s3":
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version
            event, view = {**event, "Detail": json.dumps(detail)}, None
        dispatch(event, view)

    s3._fire_s3_event, eventbridge._dispatch_event = fire_event, dispatch_event


def _kept_version(bucket_name, key):
    bucket = s3._buckets.get(bucket_name) or {}
    return (bucket.get("objects", {}).get(key) or {}).get("version_id")
