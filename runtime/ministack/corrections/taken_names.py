"""Creating a table, function, role, queue, log group or secret under a name that exists.

MiniStack empties what is there and says CREATE_COMPLETE. CloudFormation refuses it.
"""

from ministack.services import cloudwatch_logs, dynamodb, iam, lambda_svc, secretsmanager, sqs

from .resource_handlers import around

_NAMED = {
    "AWS::DynamoDB::Table": ("TableName", lambda name: name in dynamodb._tables),
    "AWS::Lambda::Function": ("FunctionName", lambda name: name in lambda_svc._functions),
    "AWS::IAM::Role": ("RoleName", lambda name: name in iam._roles),
    "AWS::SecretsManager::Secret": ("Name", lambda name: name in secretsmanager._secrets),
    "AWS::Logs::LogGroup": ("LogGroupName", lambda name: name in cloudwatch_logs._log_groups),
    "AWS::SQS::Queue": ("QueueName", lambda name: name in sqs._queue_name_to_url),
}


def apply():
    for resource_type, (name_property, exists) in _NAMED.items():
        around(resource_type, "create", _refusing(resource_type, name_property, exists))


def _refusing(resource_type, name_property, exists):
    def create(original, logical_id, props, stack_name):
        name = props.get(name_property)
        if name and exists(name):
            raise ValueError(f"Resource of type '{resource_type}' with identifier '{name}' already exists.")
        return original(logical_id, props, stack_name)

    return create
