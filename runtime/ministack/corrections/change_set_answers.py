"""What a change set was made from, as DescribeChangeSet gives it back.

MiniStack leaves out the notification topics, whether nested stacks are looked into, and the deployment mode; it shows
values of NoEcho parameters, and of an SSM parameter what that holds in place of its name. CloudFormation gives back
what was asked for, hides values of NoEcho, and gives what an SSM parameter held beside its name ("DescribeChangeSet").
"""

from xml.sax.saxutils import escape

from ministack.services.cloudformation import _stacks, changesets, handlers, helpers


def apply():
    actions = handlers._ACTION_HANDLERS
    create, describe = actions["CreateChangeSet"], actions["DescribeChangeSet"]
    describe_stacks = actions["DescribeStacks"]

    def create_change_set(params):
        answer = create(params)
        if answer[0] == 200:
            _, record = changesets._find_change_set(helpers._p(params, "ChangeSetName"), _stack_name(params))
            if record:
                record["_liftlock_asked"] = _asked(params)
                _show_names(record)
                _hide_values(record)
        return answer

    def describe_change_set(params):
        status, headers, body = describe(params)
        if status != 200:
            return status, headers, body
        name = helpers._p(params, "StackName")
        _, record = changesets._find_change_set(helpers._p(params, "ChangeSetName"), name)
        text = body.decode("utf-8")
        for key, value in _ssm_values(record):
            shown = f"<ParameterKey>{escape(key)}</ParameterKey>{_element('ParameterValue', value['SsmName'])}"
            text = text.replace(shown, shown + _element("ResolvedValue", value["Value"]))
        end = "</DescribeChangeSetResult>"
        text = text.replace(end, record.get("_liftlock_asked", "") + end)
        return status, headers, text.encode("utf-8")

    def describe_all_stacks(params):
        for stack in _stacks.values():
            _show_names(stack)
        return describe_stacks(params)

    actions["CreateChangeSet"] = create_change_set
    actions["DescribeChangeSet"] = describe_change_set
    actions["DescribeStacks"] = describe_all_stacks


def _stack_name(params):
    stack = handlers._resolve_stack(helpers._p(params, "StackName"))
    return stack["StackName"] if stack else helpers._p(params, "StackName")


def _asked(params):
    topics = helpers._extract_string_members(params, "NotificationARNs")
    members = "".join(_element("member", topic) for topic in topics)
    nested = helpers._p(params, "IncludeNestedStacks", "false").lower()
    mode = helpers._p(params, "DeploymentMode")
    told = f"<NotificationARNs>{members}</NotificationARNs>{_element('IncludeNestedStacks', nested)}"
    return told + (_element("DeploymentMode", mode) if mode else "")


def _element(name, value):
    return f"<{name}>{escape(str(value))}</{name}>"


def _ssm_values(record):
    values = record.get("_resolved_params") or {}
    return [(key, value) for key, value in values.items() if isinstance(value, dict) and value.get("SsmName")]


def _show_names(record):
    names = {key: value["SsmName"] for key, value in _ssm_values(record)}
    for parameter in record.get("Parameters", []):
        parameter["ParameterValue"] = names.get(parameter["ParameterKey"], parameter["ParameterValue"])


def _hide_values(record):
    values = record.get("_resolved_params") or {}
    for parameter in record.get("Parameters", []):
        value = values.get(parameter["ParameterKey"])
        if isinstance(value, dict) and value.get("NoEcho"):
            parameter["ParameterValue"] = "****"
