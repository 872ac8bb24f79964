"""Whom the policy of a bucket denies.

On AWS `aws:PrincipalArn` of a session is the ARN of its role, and a Deny of a bucket's policy binds the root user of
the owner's account too. Only the policy itself can the root user always read, write and delete, so that nobody is
locked out (S3 API reference, "PutBucketPolicy"). MiniStack gives the ARN of the session, and never looks at the policy
for the root user.
"""

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam

_POLICY_ACTIONS = frozenset({"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"})


def apply():
    _principal_arns()
    _root_denials()


def _principal_arns():
    original = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, ctx):
        found = original(key, ctx)
        if key.lower() != "aws:principalarn" or ":assumed-role/" not in str(found):
            return found
        name = iam_evaluator._role_name_from_assumed_arn(found)
        role = iam._roles.get_scoped(ctx.principal_account, None, name) or {}
        return role.get("Arn", found)

    iam_evaluator._resolve_condition_key = resolve_condition_key


def _root_denials():
    original = iam_evaluator.enforce

    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        if denied is not None or service != "s3" or iam_action in _POLICY_ACTIONS:
            return denied
        if not access_key_id or not iam_evaluator.is_root_access_key(access_key_id):
            return denied
        account = get_account_id()
        policy = iam_evaluator._resource_policy(service, resource_arn)
        context = iam_evaluator.EvalContext(
            principal_arn=f"arn:aws:iam::{account}:root",
            principal_type="Root",
            principal_account=account,
            action=iam_action,
            resource_arn=resource_arn,
            region=region,
            service_context={key.lower(): value for key, value in (service_context or {}).items()},
        )
        result = policy and iam_evaluator.evaluate_resource_policy(policy[0], context)
        if not result or result.decision != "Deny":
            return None
        result.resource_policy_arn = resource_arn
        return result

    iam_evaluator.enforce = enforce
