"""Whom the policy of a bucket lets in from another account.

AWS asks the policy about the role that calls, with its ARN in `aws:PrincipalArn`. MiniStack asks about the account of
the caller, so a condition on the role never holds.
"""

import contextvars
import dataclasses

from ministack.core import iam_evaluator
from ministack.services import s3

_caller = contextvars.ContextVar("liftlock_foreign_caller", default="")


def apply():
    allows = s3._foreign_bucket_allows
    evaluate = iam_evaluator.evaluate_resource_policy

    def foreign_bucket_allows(owner_account, bucket_name, key, method, query_params, caller, headers=None):
        token = _caller.set(_role_of(caller))
        try:
            return allows(owner_account, bucket_name, key, method, query_params, caller, headers)
        finally:
            _caller.reset(token)

    def evaluate_resource_policy(doc, ctx, *more, **options):
        role = _caller.get()
        if role and ctx.principal_type == "Root":
            ctx = dataclasses.replace(ctx, principal_arn=role, principal_type="AssumedRole")
        return evaluate(doc, ctx, *more, **options)

    s3._foreign_bucket_allows = foreign_bucket_allows
    iam_evaluator.evaluate_resource_policy = evaluate_resource_policy


def _role_of(account):
    """The ARN of the session that the request is signed with, if it is one of this account."""
    caller = iam_evaluator.caller_arn()
    return caller if account and f":{account}:assumed-role/" in caller else ""
