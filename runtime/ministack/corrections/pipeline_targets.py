"""Rules of EventBridge whose target is a pipeline, which MiniStack drops without a word.

EventBridge starts the pipeline with the rights of the target's role. The input of the target may name values of
variables and revisions of sources ("Create an EventBridge rule for an Amazon S3 source" in the user guide of
CodePipeline).
"""

import contextvars
import hashlib
import json
import queue
import threading
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

from gateway import pipelines

from . import event_deliveries

_PREFIX = "arn:aws:codepipeline:"
# What a rule keeps trying for, unless its target says otherwise (API reference, "RetryPolicy").
_AGE_SECONDS = 24 * 60 * 60
_PAUSE_SECONDS = 0.5

_waiting = queue.SimpleQueue()


def apply():
    invoke = eventbridge._invoke_target

    def invoke_target(target, event, rule, view=None):
        if not target.get("Arn", "").startswith(_PREFIX):
            return invoke(target, event, rule, view)
        view = view or eventbridge._pattern_event_view(event)
        start = _Start(target, event, rule or {}, _input_of(target, rule, view), json.dumps(view.event_with_detail()))
        # The executor is asked on a thread, one event after the other, as account and region say here.
        _waiting.put((contextvars.copy_context(), start))
        return None

    eventbridge._invoke_target = invoke_target
    threading.Thread(target=_work, daemon=True, name="pipeline-targets").start()


def _work():
    while True:
        context, start = _waiting.get()
        try:
            context.run(start.deliver)
        except Exception:
            eventbridge.logger.exception("EventBridge: the pipeline %s was not started", start.target.get("Arn"))


class _Start:
    """One event on its way to a pipeline."""

    def __init__(self, target, event, rule, given, payload):
        self.target, self.rule, self.payload = target, rule, payload
        _, _, _, self.region, self.account, self.pipeline = target["Arn"].split(":", 5)
        what = [event.get("EventId"), event.get("ReplayName"), rule.get("Arn"), target.get("Id")]
        self.request = {
            "pipeline": self.pipeline,
            "rule": rule.get("Arn", ""),
            # An attempt that is repeated starts nothing more.
            "token": hashlib.sha256(json.dumps(what).encode()).hexdigest(),
            "role": target.get("RoleArn", ""),
            "input": given,
        }

    def deliver(self):
        if (self.account, self.region) != (get_account_id(), get_region()):
            self._keep("NO_RESOURCE", "The target lies in another account or region")
            return
        policy = self.target.get("RetryPolicy") or {}
        until = time.monotonic() + float(policy.get("MaximumEventAgeInSeconds", _AGE_SECONDS))
        caller = (self.account, self.region, self.request["role"] or f"arn:aws:iam::{self.account}:root")
        while True:
            try:
                pipelines.ask("starts", self.request, caller)
                return
            except pipelines.RefusedError as error:
                self._keep(_code(error), str(error))
                return
            except pipelines.UnavailableError as error:
                if not pipelines.is_there() or time.monotonic() > until:
                    self._keep("CONNECTION_FAILURE", str(error))
                    return
                time.sleep(_PAUSE_SECONDS)

    def _keep(self, code, message):
        event_deliveries.keep(self.target, self.rule, self.payload, code, message)


def _code(error):
    """The code that EventBridge gives in a dead-letter queue ("Using dead-letter queues")."""
    if error.code.startswith("AccessDenied"):
        return "NO_PERMISSIONS"
    if "LimitExceeded" in error.code:
        return "RESOURCE_LIMIT_EXCEEDED"
    return "NO_RESOURCE" if "NotFound" in error.code else "INVALID_PARAMETER"


def _input_of(target, rule, view):
    """What the pipeline is given, as JSON; what is no JSON says nothing to a pipeline."""
    if target.get("InputTransformer"):
        text = eventbridge._apply_input_transformer(target["InputTransformer"], rule, view)
    elif target.get("Input"):
        text = target["Input"]
    else:
        return _at_path(view.event_with_detail(), target.get("InputPath") or "$")
    try:
        return json.loads(text)
    except ValueError:
        return None


def _at_path(value, path):
    for part in filter(None, path.strip("$.").split(".")):
        value = value.get(part) if isinstance(value, dict) else None
    return value
