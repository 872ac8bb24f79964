"""API keys: MiniStack draws eight characters for a key that CloudFormation makes; AWS's keys begin with `da2-`."""

from ministack.core.responses import new_uuid
from ministack.services import appsync

from .resource_handlers import around


def apply():
    around("AWS::AppSync::ApiKey", "create", _create)


def _create(original, logical_id, props, stack_name):
    short, attributes = original(logical_id, props, stack_name)
    api_id = props["ApiId"]
    key = f"da2-{new_uuid().replace('-', '')[:26]}"
    record = appsync._api_keys[api_id].pop(short)
    appsync._api_keys[api_id][key] = {**record, "id": key, "apiKeyId": key}
    return key, {"ApiKeyId": key, "ApiKey": key, "Arn": attributes["Arn"].replace(short, key)}
