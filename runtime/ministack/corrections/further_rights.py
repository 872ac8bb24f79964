"""Rights that a call needs beside its own, and that MiniStack does not ask for.

A right that is missing is named in the answer, as on AWS, and not the call that needs it.
"""

import contextvars

from ministack.core import iam_actions, iam_evaluator

_finders = []
_needed = contextvars.ContextVar("liftlock_further_rights", default=())
_missing = contextvars.ContextVar("liftlock_missing_right", default=None)


def need(service, find):
    """For calls of a service, ask for more.

    `find(method, path, headers, body, query_params)` gives (action, resource ARN, condition keys), once for each right.
    """
    if not _finders:
        _look_at_calls()
        _ask_further()
        _name_what_is_missing()
    _finders.append((service, find))


def _look_at_calls():
    original = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        found = (find(method, path, headers, body, query_params) for known, find in _finders if known == service)
        _needed.set(tuple(right for rights in found for right in rights))
        _missing.set(None)
        return original(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = extract_resource_arn


def _ask_further():
    original = iam_evaluator.enforce

    def enforce(access_key_id, iam_action, service, region, *more, **options):
        denied = original(access_key_id, iam_action, service, region, *more, **options)
        rights, _ = _needed.get(), _needed.set(())
        for action, resource, keys in () if denied is not None else rights:
            denied = original(
                access_key_id, action, action.split(":")[0], region, resource_arn=resource, service_context=keys
            )
            if denied is not None:
                _missing.set((action, resource))
                return denied
        return denied

    iam_evaluator.enforce = enforce


def _name_what_is_missing():
    original = iam_actions.access_denied_response

    def access_denied_response(service, action, principal_arn, request_id, **options):
        missing, _ = _missing.get(), _missing.set(None)
        if missing is None or options.get("error_code"):
            return original(service, action, principal_arn, request_id, **options)
        action, options["resource_arn"] = missing
        if not options.get("message") and not options.get("resource_policy_arn"):
            explicit = bool(options.get("explicit_deny"))
            options["message"] = iam_actions.identity_denial_message(action, principal_arn, missing[1], explicit)
        return original(service, action, principal_arn, request_id, **options)

    iam_actions.access_denied_response = access_denied_response
