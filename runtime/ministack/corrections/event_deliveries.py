"""How EventBridge and SNS call a function: asynchronously, so that Lambda's retries and failure destinations count.

MiniStack calls it once and forgets what came of it: a throttled, crashed or timed-out call is lost without a trace. It
also drops an event whose target cannot be called, in place of putting it into the target's dead-letter queue ("Using
dead-letter queues to process undelivered events").
"""

import contextvars
import json

from ministack.services import eventbridge, lambda_svc, sns

from . import asynchronous_calls, queue_messages

_target = contextvars.ContextVar("target", default=({}, {}))


def apply():
    invoke = eventbridge._invoke_target

    def invoke_target(target, event, rule, view=None):
        token = _target.set((target, rule or {}))
        try:
            return invoke(target, event, rule, view)
        finally:
            _target.reset(token)

    eventbridge._invoke_target = invoke_target
    eventbridge._dispatch_to_lambda = _deliver
    sns._deliver_to_lambda = _notify


def _deliver(arn, payload):
    try:
        event = json.loads(payload)
    except (TypeError, ValueError):
        event = {"body": payload}
    if not _call(arn, event):
        keep(*_target.get(), payload, "RESOURCE_NOT_FOUND", "The target does not exist")


def _call(arn, event):
    function, config, _name = lambda_svc._get_func_record_for_ref(arn)
    if not function or not config:
        return False
    asynchronous_calls.call(lambda_svc._execution_record_for_config(function, config), event)
    return True


def keep(target, rule, payload, code, message):
    """Put an event that its target did not take into the dead-letter queue of the target, if it has one."""
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    arn = target.get("Arn") or "-"
    attributes = {
        "RULE_ARN": rule.get("Arn") or "-",
        "TARGET_ARN": arn,
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
    }
    if not queue or not queue_messages.put(queue, payload, attributes):
        eventbridge.logger.warning("EventBridge: %s: %s; the event is lost", arn, message)


def _notify(endpoint, envelope, _topic_arn, sub_arn, *_others):
    record = {
        "EventVersion": "1.0",
        "EventSubscriptionArn": sub_arn,
        "EventSource": "aws:sns",
        "Sns": json.loads(envelope),
    }
    if not _call(endpoint, {"Records": [record]}):
        sns.logger.warning("SNS: function %s does not exist", endpoint)
