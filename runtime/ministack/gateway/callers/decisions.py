"""Which rights were used: what MiniStack decided about calls by identity policies, each kind of call once.

A test asks for it, to show which statement of a role let which call through.
"""

import contextvars

from ministack.core import iam_evaluator

# Enough for one delivery many times over; more is not kept.
_MOST = 20_000

_known = {}
_of_a_resource = contextvars.ContextVar("liftlock_policy_of_a_resource", default=False)


def apply():
    original = iam_evaluator.evaluate

    def evaluate(ctx, policies, *limits):
        result = original(ctx, policies, *limits)
        if _of_a_resource.get():
            return result
        key = (ctx.principal_arn, ctx.action, ctx.resource_arn, result.decision, result.matched_sid)
        if key in _known or len(_known) < _MOST:
            _known[key] = _known.get(key, 0) + 1
        return result

    iam_evaluator.evaluate = evaluate
    _leave_out_policies_of_resources()


def _leave_out_policies_of_resources():
    """A bucket, a topic and a key are asked by the same function, with the rights of the role already known."""
    original = iam_evaluator.evaluate_resource_policy

    def evaluate_resource_policy(*more, **options):
        token = _of_a_resource.set(True)
        try:
            return original(*more, **options)
        finally:
            _of_a_resource.reset(token)

    iam_evaluator.evaluate_resource_policy = evaluate_resource_policy


def listed(_request):
    """-> {decisions}: principal, action, resource, decision, the statement's Sid, and how often, oldest first."""
    names = ("principal", "action", "resource", "decision", "sid")
    return 200, {"decisions": [{**dict(zip(names, key, strict=True)), "count": n} for key, n in _known.items()]}
