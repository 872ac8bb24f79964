"""Which rule a call about its targets names.

`PutTargets`, `RemoveTargets` and `ListTargetsByRule` are allowed on the rule ("Actions, resources, and condition keys
for Amazon EventBridge"). They name it as `Rule`, which MiniStack overlooks: it asks for the bus, and so denies every
role that may do this with its own rules only.
"""

import json

from . import resource_arns


def apply():
    resource_arns.around("events", _rule_arn)


def _rule_arn(_method, _path, body, region, account_id):
    rule, bus = _rule_of(body)
    return f"arn:aws:events:{region}:{account_id}:rule/{bus}/{rule}" if rule else None


def _rule_of(body):
    try:
        asked = json.loads(body)
        return asked.get("Rule"), asked.get("EventBusName") or "default"
    except (AttributeError, TypeError, ValueError):
        return None, None
