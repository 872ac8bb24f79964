"""Sessions of roles that a service of AWS assumes, for the executor of pipelines.

MiniStack lets the account itself assume every role that trusts any service. Here the role has to trust the service that
asks, where permissions are enforced.
"""

import json
import time

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam, sts

_SHORTEST, _LONGEST = 900, 3600


def assume(request):
    """{roleArn, service, session, sourceArn, seconds?, policy?} -> keys and their expiration; 403 without trust."""
    texts = [request.get(name) for name in ("roleArn", "service", "session", "sourceArn")]
    policy, seconds = request.get("policy"), request.get("seconds", _LONGEST)
    if not all(isinstance(text, str) and text for text in texts) or not isinstance(policy, dict | None):
        return 400, {"message": "roleArn, service, session and sourceArn are needed"}
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not _SHORTEST <= seconds <= _LONGEST:
        return 400, {"message": f"seconds are from {_SHORTEST} to {_LONGEST}"}
    role_arn, service, session, source_arn = texts
    session_arn, malformed = sts._assumed_role_arn(role_arn, session)
    if malformed:
        return 400, {"message": f"{role_arn} is not the ARN of a role, or {session} not the name of a session"}
    if app.AUTH and not _trusts(role_arn, service, source_arn):
        return 403, {"message": f"{service} is not authorized to perform AssumeRole on role {role_arn}"}
    access_key, expiration = sts._gen_session_access_key(), time.time() + seconds
    secret, token = sts._gen_secret(), sts._gen_session_token()
    known = {
        "Arn": session_arn,
        "UserId": f"{sts._role_id(role_arn)}:{session}",
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": expiration,
        "AccountId": role_arn.split(":")[4],
        "PrincipalType": "AssumedRole",
        "SessionPolicies": {"Policy": json.dumps(policy), "PolicyArns": []} if policy else None,
    }
    sts.register_session(access_key, known)
    return 200, {
        "accessKeyId": access_key,
        "secretAccessKey": secret,
        "sessionToken": token,
        "expiration": int(expiration * 1000),
    }


def _trusts(role_arn, service, source_arn):
    account = role_arn.split(":")[4]
    role = iam._roles.get_scoped(account, None, role_arn.rsplit("/", 1)[-1])
    if role is None or role.get("Arn") != role_arn:
        return False
    document = role.get("AssumeRolePolicyDocument", "{}")
    try:
        document = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return False
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    ours = [
        {**statement, "Principal": "*"}
        for statement in ([statements] if isinstance(statements, dict) else statements)
        if isinstance(statement, dict) and _names(statement.get("Principal"), service)
    ]
    source_account = source_arn.split(":")[4]
    context = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=account,
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": source_account},
    )
    return iam_evaluator.evaluate_trust_policy({"Statement": ours}, service, context)


def _names(principal, service):
    if principal == "*":
        return True
    services = principal.get("Service", []) if isinstance(principal, dict) else []
    return service in ([services] if isinstance(services, str) else services)
