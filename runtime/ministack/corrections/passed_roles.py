"""Whether a caller may pass on the role that CloudFormation shall work with (IAM User Guide, "Grant a user permissions
to pass a role to an AWS service"). MiniStack stores the role, and asks nobody.
"""

from urllib.parse import parse_qs

from . import further_rights

# The calls that take a role (CloudFormation API Reference).
_PASSING = frozenset(
    {
        "ContinueUpdateRollback",
        "CreateChangeSet",
        "CreateStack",
        "DeleteStack",
        "RollbackStack",
        "UpdateStack",
    }
)


def apply():
    further_rights.need("cloudformation", _passed)


def _passed(_method, _path, _headers, body, query_params):
    fields = {**(query_params or {}), **parse_qs((body or b"").decode(errors="replace"))}
    action, role = _first(fields.get("Action")), _first(fields.get("RoleARN"))
    if action not in _PASSING or not role:
        return []
    return [("iam:PassRole", role, {"iam:PassedToService": "cloudformation.amazonaws.com"})]


def _first(value):
    return value[0] if isinstance(value, list) and value else value
