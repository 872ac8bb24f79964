"""Expiry (TTL) and point-in-time recovery of a table: MiniStack ignores both properties, on creation and on update."""

from ministack.services import dynamodb

from .resource_handlers import around, is_true, refuse_error

_TABLE = "AWS::DynamoDB::Table"


def apply():
    around(_TABLE, "create", _create)
    around(_TABLE, "update", _update)


def _create(original, logical_id, props, stack_name):
    created = original(logical_id, props, stack_name)
    _settle(created[0], {}, props)
    return created


def _update(original, physical_id, old_props, new_props, *more):
    updated = original(physical_id, old_props, new_props, *more)
    if updated[0] == physical_id:
        _settle(physical_id, old_props, new_props)
    return updated


def _settle(table, old_props, new_props):
    old, new = (props.get("TimeToLiveSpecification") for props in (old_props, new_props))
    if old != new:
        # A property that the template drops switches the expiry off.
        specification = {**(new or old), "Enabled": new is not None and is_true(new.get("Enabled"))}
        answer = dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": specification})
        refuse_error("TimeToLiveSpecification", answer)
    old, new = (props.get("PointInTimeRecoverySpecification") for props in (old_props, new_props))
    if old != new:
        specification = {"PointInTimeRecoveryEnabled": is_true((new or {}).get("PointInTimeRecoveryEnabled"))}
        request = {"TableName": table, "PointInTimeRecoverySpecification": specification}
        refuse_error("PointInTimeRecoverySpecification", dynamodb._update_continuous_backups(request))
