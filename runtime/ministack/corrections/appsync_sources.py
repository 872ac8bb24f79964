"""Schema, resolvers and functions of an API whose text lies in S3, and functions at all.

MiniStack drops `*S3Location` without a word, and keeps no function that CloudFormation made, so ListFunctions is empty.
CloudFormation reads the objects, and fails where one is absent.
"""

from ministack.core.responses import new_uuid
from ministack.services import appsync, s3
from ministack.services.cloudformation.provisioners import _pascal_to_camel

from .resource_handlers import around

_LOCATIONS = {
    "DefinitionS3Location": "Definition",
    "RequestMappingTemplateS3Location": "RequestMappingTemplate",
    "ResponseMappingTemplateS3Location": "ResponseMappingTemplate",
    "CodeS3Location": "Code",
}

_FUNCTION = "AWS::AppSync::FunctionConfiguration"

_FUNCTION_MEMBERS = (
    "Name",
    "Description",
    "DataSourceName",
    "RequestMappingTemplate",
    "ResponseMappingTemplate",
    "FunctionVersion",
    "SyncConfig",
    "MaxBatchSize",
    "Runtime",
    "Code",
)


def apply():
    # Both have no update of their own: MiniStack creates them again under the same identity.
    for resource_type in ("AWS::AppSync::GraphQLSchema", "AWS::AppSync::Resolver"):
        around(resource_type, "create", _create_with_text)
    around(_FUNCTION, "create", _create_function)
    around(_FUNCTION, "update", _update_function)
    around(_FUNCTION, "delete", _delete_function)


def _create_with_text(original, logical_id, props, stack_name):
    return original(logical_id, _with_text(props), stack_name)


def _with_text(props):
    """The properties with the text of each location in place of the location."""
    resolved = {name: value for name, value in props.items() if name not in _LOCATIONS}
    for location, target in _LOCATIONS.items():
        if props.get(location):
            resolved[target] = _text_at(props[location], location)
    return resolved


def _text_at(address, what):
    scheme, _, path = address.partition("://")
    bucket, _, key = path.partition("/")
    data = s3._get_object_data(bucket, key) if scheme == "s3" else None
    if data is None:
        raise ValueError(f"{what}: the object {address} cannot be read")
    return data.decode("utf-8")


def _create_function(_original, _logical_id, props, _stack_name):
    return _store(props["ApiId"], new_uuid().replace("-", "")[:26], props)


def _update_function(_original, physical_id, old_props, new_props, *_more):
    if new_props["ApiId"] != old_props["ApiId"]:
        return _store(new_props["ApiId"], new_uuid().replace("-", "")[:26], new_props)
    return _store(new_props["ApiId"], physical_id.rsplit("/", 1)[-1], new_props)


def _delete_function(_original, physical_id, props, *_more):
    appsync._functions.get(props["ApiId"], {}).pop(physical_id.rsplit("/", 1)[-1], None)


def _store(api_id, function_id, props):
    if api_id not in appsync._apis:
        raise ValueError(f"GraphQL API {api_id} not found")
    props = _with_text(props)
    body = {name: props[name] for name in _FUNCTION_MEMBERS if props.get(name) not in (None, "")}
    record = appsync._function_record(api_id, function_id, _pascal_to_camel(body))
    appsync._functions.setdefault(api_id, {})[function_id] = record
    return record["functionArn"], {
        "FunctionArn": record["functionArn"],
        "FunctionId": function_id,
        "Name": record["name"],
        "DataSourceName": record["dataSourceName"],
    }
