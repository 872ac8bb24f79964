"""A function whose code object is absent, and reserved concurrency.

MiniStack creates the function and answers its calls with a made-up response, and ignores ReservedConcurrentExecutions.
CloudFormation fails the creation with Lambda's text, and sets the concurrency.
"""

from ministack.services import lambda_svc

from .resource_handlers import around

_FUNCTION = "AWS::Lambda::Function"


def apply():
    around(_FUNCTION, "create", _create)
    around(_FUNCTION, "update", _update)


def _create(original, logical_id, props, stack_name):
    code = props.get("Code", {})
    if code.get("S3Bucket") and _read(code) is None:
        raise ValueError(
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
            f"S3 Error Message: The specified key does not exist. ({code['S3Bucket']}/{code.get('S3Key')})"
        )
    created = original(logical_id, props, stack_name)
    _reserve(created[0], props)
    return created


def _update(original, physical_id, old_props, new_props, *more):
    updated = original(physical_id, old_props, new_props, *more)
    if updated[0] == physical_id:
        _reserve(physical_id, new_props)
    return updated


def _read(code):
    return lambda_svc._fetch_code_from_s3(code["S3Bucket"], code.get("S3Key"), version_id=code.get("S3ObjectVersion"))


def _reserve(name, props):
    reserved = props.get("ReservedConcurrentExecutions")
    lambda_svc._functions[name]["concurrency"] = None if reserved is None else int(reserved)
