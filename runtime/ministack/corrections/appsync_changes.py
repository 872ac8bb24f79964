"""A number that grows with every change of a GraphQL API, so that the adapter knows when to read the configuration
again.
"""

import functools
import itertools

from ministack.services import appsync
from ministack.services.cloudformation import provisioners

from .resource_handlers import around

_numbers = itertools.count(1)
_version = 0


def version():
    return _version


def apply():
    for resource_type, handlers in provisioners._RESOURCE_HANDLERS.items():
        if resource_type.startswith("AWS::AppSync::"):
            for operation in ("create", "update", "delete"):
                if operation in handlers:
                    around(resource_type, operation, _counted)
    appsync.handle_request = _counting(appsync.handle_request)
    appsync.reset = _counting_reset(appsync.reset)


def _count():
    global _version
    _version = next(_numbers)


def _counted(original, *args, **kwargs):
    try:
        return original(*args, **kwargs)
    finally:
        _count()


def _counting(handle_request):
    @functools.wraps(handle_request)
    async def counted(method, path, *more):
        try:
            return await handle_request(method, path, *more)
        finally:
            if method != "GET" and not path.endswith("/graphql"):
                _count()

    return counted


def _counting_reset(reset):
    @functools.wraps(reset)
    def counted():
        reset()
        _count()

    return counted
