"""How a correction puts itself around what CloudFormation does with one resource type."""

import functools

from ministack.services.cloudformation import provisioners


def around(resource_type, operation, function):
    """Let `function(original, *args)` stand for the create, update or delete of a type, wherever MiniStack calls it.

    MiniStack calls a handler through its table and, when it replaces a resource, by its own name.
    """
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    original = handlers[operation]

    @functools.wraps(original)
    def corrected(*args, **kwargs):
        return function(original, *args, **kwargs)

    handlers[operation] = corrected
    if getattr(provisioners, original.__name__, None) is original:
        setattr(provisioners, original.__name__, corrected)


def is_true(value):
    """A template's boolean, which may be the text "true"."""
    return str(value).lower() == "true"


def refuse_error(what, answer):
    """Turn the error answer (status, headers, body) of a service into the failure of the resource."""
    if answer[0] >= 400:
        raise ValueError(f"{what}: {answer[2]!r}")
