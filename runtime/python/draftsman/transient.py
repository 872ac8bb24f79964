"""Which failures of a call are worth another attempt."""

from __future__ import annotations

import urllib.error

from draftsman.utils import is_functional


def is_transient(error: BaseException) -> bool:
    """Throttling, a server's own failure, a lost connection; neither errors of the caller nor domain rules."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code == 429 or error.code >= 500
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "ResponseMetadata" in response:
        status = response["ResponseMetadata"].get("HTTPStatusCode", 500)
        code = response.get("Error", {}).get("Code", "")
        return status >= 500 or status == 429 or "Throttl" in code or code == "TooManyRequestsException"
    return not is_functional(error)
