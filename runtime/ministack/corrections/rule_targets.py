"""Which rule a call about its targets names.

`PutTargets`, `RemoveTargets` and `ListTargetsByRule` are allowed on the rule ("Actions, resources, and condition keys
for Amazon EventBridge"). They name it as `Rule`, which MiniStack overlooks: it asks for the bus, and so denies every
role that may do this with its own rules only.
"""

import json

from ministack.core import iam_actions


def apply():
    original = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        if service == "events":
            rule, bus = _rule_of(body)
            if rule:
                return f"arn:aws:events:{region}:{account_id}:rule/{bus}/{rule}"
        return original(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = extract_resource_arn


def _rule_of(body):
    try:
        asked = json.loads(body)
        return asked.get("Rule"), asked.get("EventBusName") or "default"
    except (AttributeError, TypeError, ValueError):
        return None, None
