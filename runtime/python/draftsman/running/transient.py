"""Which failures of a call are worth another attempt."""

from __future__ import annotations

import urllib.error

from draftsman.utils import is_functional

#: Codes by which a service says that it has too much to do, or that another call was faster.
_BUSY = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "TooManyRequestsException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)

#: Failures of a connection by the names of their classes: importing them costs start-up time.
_CONNECTION = frozenset({"ConnectionError", "HTTPClientError", "TimeoutError", "URLError"})


class Contention(Exception):
    """Another process was faster, or the service is busy: the same attempt works a moment later."""


def is_transient(error: BaseException) -> bool:
    """Throttling, a server's own failure, a lost connection; neither errors of the caller nor domain rules."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code == 429 or error.code >= 500
    if is_answer(error):
        return will_pass(error)
    return not is_functional(error)


def will_pass(error: BaseException) -> bool:
    """Whether the failure says nothing about the work itself: contention, throttling, a service or a network down."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code == 429 or error.code >= 500
    if is_answer(error):
        status = error.response["ResponseMetadata"].get("HTTPStatusCode", 500)  # type: ignore[attr-defined]
        code = error.response.get("Error", {}).get("Code", "")  # type: ignore[attr-defined]
        return status >= 500 or status == 429 or is_busy(code)
    return isinstance(error, Contention) or any(each.__name__ in _CONNECTION for each in type(error).__mro__)


def is_busy(code: str) -> bool:
    """Whether the code of a service, or of one write of a transaction, asks for another attempt."""
    return "Throttl" in code or code in _BUSY


def is_answer(error: BaseException) -> bool:
    """Whether a service of AWS has answered so (botocore's ClientError)."""
    response = getattr(error, "response", None)
    return isinstance(response, dict) and "ResponseMetadata" in response
