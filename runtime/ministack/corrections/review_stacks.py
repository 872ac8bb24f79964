"""Several change sets that would create the same stack.

MiniStack makes a new stack for each of them, so that change sets of the former one stay when the stack is deleted.
CloudFormation keeps the stack that the first change set made ("CreateChangeSet": a stack in REVIEW_IN_PROGRESS).
"""

from ministack.services.cloudformation import _change_sets, _stack_events, _stacks, handlers, helpers


def apply():
    create = handlers._ACTION_HANDLERS["CreateChangeSet"]

    def create_change_set(params):
        name = helpers._p(params, "StackName")
        before = handlers._resolve_stack(name)
        answer = create(params)
        if before is None or before.get("StackStatus") != "REVIEW_IN_PROGRESS":
            return answer
        after = _stacks.get(before["StackName"])
        if after is None or after is before:
            return answer
        new, kept = after["StackId"], before["StackId"]
        after["StackId"] = kept
        for record in _change_sets.values():
            if record.get("StackId") == new:
                record["StackId"] = kept
        _stack_events.pop(new, None)
        status, headers, body = answer
        return status, headers, body.replace(new.encode("utf-8"), kept.encode("utf-8"))

    handlers._ACTION_HANDLERS["CreateChangeSet"] = create_change_set
