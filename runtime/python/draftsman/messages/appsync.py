"""Calls of the application's own API: signed as the function, or with a user's token."""

from __future__ import annotations

import json
import os
import urllib.request
from typing import Any

from draftsman.running.clients import session
from draftsman.running.settings import setting

TIMEOUT_SECONDS = 30


class ApiError(RuntimeError):
    """The API has answered with errors and no data."""


def call_signed(query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Runs a document as the function's role (AWS Signature Version 4, service `appsync`)."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    body = json.dumps({"query": query, "variables": variables})
    headers = {"content-type": "application/json"}
    request = AWSRequest("POST", setting("API_ENDPOINT"), data=body, headers=headers)
    region = os.environ.get("AWS_REGION") or session().get_config_variable("region")
    SigV4Auth(session().get_credentials().get_frozen_credentials(), "appsync", region).add_auth(request)
    return _answer(body, dict(request.headers.items()))


def call_as_user(query: str, token: str, correlation_id: str) -> dict[str, Any]:
    """Runs a document with a token; the whole answer comes back, partial errors included."""
    headers = {
        "content-type": "application/json",
        "authorization": token,
        "correlation-id": correlation_id,
    }
    return _answer(json.dumps({"query": query}), headers)


def _answer(body: str, headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(setting("API_ENDPOINT"), data=body.encode(), headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        answer = json.loads(response.read())
    errors = answer.get("errors")
    if errors and not has_data(answer.get("data")):
        raise ApiError("; ".join(str(each.get("message", each)) for each in errors))
    return answer


def has_data(value: Any) -> bool:
    """Whether anything but null came; namespaces are objects around it."""
    if isinstance(value, dict):
        return any(has_data(each) for each in value.values())
    return value is not None
