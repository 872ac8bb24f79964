"""Targets of rules that need a role and have none.

EventBridge refuses them by name, also when CloudFormation asks. MiniStack takes them, and for a rule of a stack it
looks at no target at all, so that a template that cannot be deployed to AWS works here.
"""

import json

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import error_response_json
from ministack.services import eventbridge

from .resource_handlers import around

_RULE = "AWS::Events::Rule"
# Each was refused without a role in a public report of its error.
_SERVICES = ("batch", "codebuild", "codepipeline", "states")


def apply():
    validate = eventbridge._validate_target_arn

    def validate_target(target):
        return validate(target) or _without_role(target)

    eventbridge._validate_target_arn = validate_target
    around(_RULE, "create", _create)
    around(_RULE, "update", _update)


def _without_role(target):
    if target.get("RoleArn") or not _needs_role(target.get("Arn", "")):
        return None
    return error_response_json("ValidationException", f"RoleArn is required for target {target['Arn']}.", 400)


def _needs_role(arn):
    try:
        spec = parse_arn(arn)
    except ArnParseError:
        return False
    return spec.service in _SERVICES or (spec.service == "events" and spec.resource.startswith("api-destination/"))


def _create(original, logical_id, props, *more):
    _check(props)
    return original(logical_id, props, *more)


def _update(original, physical_id, old_props, new_props, *more):
    _check(new_props)
    return original(physical_id, old_props, new_props, *more)


def _check(props):
    for target in props.get("Targets") or []:
        answer = eventbridge._validate_target_arn(target)
        if answer:
            raise ValueError(json.loads(answer[2])["message"])
