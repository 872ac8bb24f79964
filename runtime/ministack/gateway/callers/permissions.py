"""Whose credentials a request is signed with, and what their owner may do: MiniStack's own answers, for the AppSync
adapter.
"""

from ministack.core import iam_evaluator
from ministack.core.responses import _account_from_sts_session, get_region, request_scope


def credentials(request):
    """{accessKeyId} -> {secretAccessKey, sessionToken, principalArn, accountId}; 404 for an unknown key."""
    access_key = str(request.get("accessKeyId", ""))
    found = iam_evaluator.resolve_credential(access_key, _account_of(access_key)) if access_key else None
    if not isinstance(found, iam_evaluator.ResolvedCredential):
        return 404, {"message": found.message if found else "accessKeyId is missing"}
    return 200, {
        "secretAccessKey": found.secret_access_key,
        "sessionToken": found.session_token,
        "principalArn": found.principal_arn,
        "accountId": found.account_id,
    }


def authorize(request):
    """{principalArn, action, resource, context?} -> {allowed, reason} by the policies of role, user or account.

    With accessKeyId in place of principalArn, the limits of its session and permissions boundaries count, too.
    """
    principal, action, resource = (str(request.get(name, "")) for name in ("principalArn", "action", "resource"))
    context = request.get("context", {})
    if request.get("accessKeyId") and action and resource and isinstance(context, dict):
        return _authorize_key(str(request["accessKeyId"]), action, resource, context)
    parts = principal.split(":")
    if len(parts) < 6 or not action or not resource:
        return 400, {"message": "principalArn, action and resource are needed"}
    account, name = parts[4], parts[5]
    if name == "root":
        return 200, {"allowed": True, "reason": "the account itself"}
    with request_scope(account, get_region()):
        kind, policies = _policies(name, account)
        context = iam_evaluator.EvalContext(principal, kind, account, action, resource, get_region())
        result = iam_evaluator.evaluate(context, policies)
    return 200, {"allowed": result.decision == "Allow", "reason": result.reason}


def _authorize_key(access_key, action, resource, context):
    found = iam_evaluator.resolve_credential(access_key, _account_of(access_key))
    if not isinstance(found, iam_evaluator.ResolvedCredential):
        return 200, {"allowed": False, "reason": found.message}
    with request_scope(found.account_id, get_region()):
        who = iam_evaluator.resolve_principal(access_key, found.account_id, found)
        if not isinstance(who, iam_evaluator.PrincipalInfo):
            return 200, {"allowed": False, "reason": who.message}
        if who.policies is None:
            return 200, {"allowed": True, "reason": "the account itself"}
        asked = iam_evaluator.EvalContext(
            who.arn,
            who.type,
            who.account,
            action,
            resource,
            get_region(),
            service_context={str(name).lower(): value for name, value in context.items()},
            principal_keys=who.keys,
        )
        result = iam_evaluator.evaluate(asked, who.policies, *who.limits)
    return 200, {"allowed": result.decision == "Allow", "reason": result.reason}


def _policies(name, account):
    kind, _, rest = name.partition("/")
    if kind == "user":
        return "User", iam_evaluator._gather_user_policies(rest.rsplit("/", 1)[-1], account)
    # assumed-role/<role>/<session> in STS, role/<path>/<role> in IAM.
    role = rest.split("/")[0] if kind == "assumed-role" else rest.rsplit("/", 1)[-1]
    return "AssumedRole", iam_evaluator._gather_role_policies(role, account)


def _account_of(access_key):
    if len(access_key) == 12 and access_key.isdigit():
        return access_key
    return _account_from_sts_session(access_key) or iam_evaluator.find_iam_access_key_account(access_key)
