"""Which rights were used: what MiniStack decided about calls by identity policies, each kind of call once.

A test asks for it, to show which statement of a role let which call through.
"""

from ministack.core import iam_evaluator

# Enough for one delivery many times over; more is not kept.
_MOST = 20_000

_known = {}


def apply():
    original = iam_evaluator.evaluate

    def evaluate(ctx, policies, *limits):
        result = original(ctx, policies, *limits)
        key = (ctx.principal_arn, ctx.action, ctx.resource_arn, result.decision, result.matched_sid)
        if key in _known or len(_known) < _MOST:
            _known[key] = _known.get(key, 0) + 1
        return result

    iam_evaluator.evaluate = evaluate


def listed(_request):
    """-> {decisions}: principal, action, resource, decision, the statement's Sid, and how often, oldest first."""
    names = ("principal", "action", "resource", "decision", "sid")
    return 200, {"decisions": [{**dict(zip(names, key, strict=True)), "count": n} for key, n in _known.items()]}
