"""A function or a layer whose object is absent or no archive, and reserved concurrency.

MiniStack creates the function and answers its calls with a made-up response, leaves the layer out, and ignores
ReservedConcurrentExecutions. CloudFormation fails the creation with Lambda's text, and sets the concurrency.
"""

import json

from ministack.services import lambda_svc

from .resource_handlers import around

_FUNCTION = "AWS::Lambda::Function"


def apply():
    around(_FUNCTION, "create", _create)
    around(_FUNCTION, "update", _update)
    around("AWS::Lambda::LayerVersion", "create", _create_layer)


def _create(original, logical_id, props, stack_name):
    _refuse_unreadable(props.get("Code", {}))
    created = original(logical_id, props, stack_name)
    _reserve(created[0], props)
    return created


def _update(original, physical_id, old_props, new_props, *more):
    updated = original(physical_id, old_props, new_props, *more)
    if updated[0] == physical_id:
        _reserve(physical_id, new_props)
    return updated


def _create_layer(original, logical_id, props, stack_name):
    _refuse_unreadable(props.get("Content", {}))
    return original(logical_id, props, stack_name)


def _refuse_unreadable(code):
    bucket, key = code.get("S3Bucket"), code.get("S3Key")
    if not bucket:
        return
    data = lambda_svc._fetch_code_from_s3(bucket, key, version_id=code.get("S3ObjectVersion"))
    if data is None:
        raise ValueError(
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
            f"S3 Error Message: The specified key does not exist. ({bucket}/{key})"
        )
    error = lambda_svc._reject_unreadable_zip(data)
    if error:
        raise ValueError(f"{json.loads(error[2]).get('message', 'the archive cannot be read')} ({bucket}/{key})")


def _reserve(name, props):
    reserved = props.get("ReservedConcurrentExecutions")
    lambda_svc._functions[name]["concurrency"] = None if reserved is None else int(reserved)
