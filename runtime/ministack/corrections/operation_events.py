"""The events of a stack by DescribeEvents.

MiniStack gives those of a failed validation alone. CloudFormation gives the events of the stack's operations too, each
with the token of its request (API reference, "OperationEvent").
"""

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers

_FIELDS = ("EventId", "StackId", "LogicalResourceId", "PhysicalResourceId", "ResourceType", "Timestamp")
_MORE = ("ResourceStatus", "ResourceStatusReason", "DetailedStatus", "ClientRequestToken")


def apply():
    original = handlers._ACTION_HANDLERS["DescribeEvents"]
    handlers._OPERATION_EVENT_FIELDS = (*handlers._OPERATION_EVENT_FIELDS, "ClientRequestToken")

    def describe_events(params):
        stack = handlers._resolve_stack(handlers._p(params, "StackName") or "")
        if not stack or handlers._p(params, "Filters.FailedEvents").lower() == "true":
            return original(params)
        kept = stack.get("_operation_events")
        events = cloudformation._stack_events.get(stack["StackId"], [])
        stack["_operation_events"] = [*(kept or []), *map(_of_operation, events)]
        try:
            return original(params)
        finally:
            stack["_operation_events"] = kept

    handlers._ACTION_HANDLERS["DescribeEvents"] = describe_events


def _of_operation(event):
    return {"EventType": "STACK_EVENT", **{name: event[name] for name in (*_FIELDS, *_MORE) if event.get(name)}}
