"""Calls other systems over HTTP; statuses from 400 raise an exception (decision D-36)."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from draftsman.activities import bodies
from draftsman.activities.text import Template
from draftsman.activities.value import Value, required, resolve
from draftsman.notifiers import Activity, NotifierRun
from draftsman.utils import FunctionalException

TIMEOUT_SECONDS = 30
#: So much of the answer of a failing service is read, and so much of it is shown.
ANSWER_BYTES = 8_192
ANSWER_CHARACTERS = 500


def http(
    *,
    method: str = "GET",
    url: Value,
    params: Value = "",
    headers: Value = "",
    body: Template = "",
    load_json: bool = False,
) -> Activity:
    """The text of the answer, or its JSON. A status of 400 or above raises; proxies of the environment are used."""

    def activity(run: NotifierRun) -> Any:
        address = _address(required(url, run, "url"), _mapping(params, run, "params"))
        given = {str(name): str(value) for name, value in _mapping(headers, run, "headers").items()}
        data, given = bodies.encoded(body, given, run)
        request = urllib.request.Request(address, data=data, headers=given, method=method.upper())
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                content = response.read().decode(response.headers.get_content_charset() or "utf-8")
        except urllib.error.HTTPError as error:
            raise _with_answer(error) from None
        return json.loads(content) if load_json else content

    return activity


def _with_answer(error: urllib.error.HTTPError) -> urllib.error.HTTPError:
    """The same failure with what the service said, so that the trace tells why: its body, cut, on one line."""
    try:
        body = error.read(ANSWER_BYTES).decode(error.headers.get_content_charset() or "utf-8", "replace")
    except (OSError, LookupError):
        body = ""
    said = " ".join(body.split())[:ANSWER_CHARACTERS]
    reason = f"{error.reason}: {said}" if said else str(error.reason)
    return urllib.error.HTTPError(error.url, error.code, reason, error.headers, None)


def _address(url: str, params: Mapping[str, Any]) -> str:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise FunctionalException(f"{url} is no address of the web")
    if not params:
        return url
    separator = "&" if "?" in url else "?"
    return url + separator + urllib.parse.urlencode(dict(params), doseq=True)


def _mapping(value: Value, run: NotifierRun, name: str) -> Mapping[str, Any]:
    resolved = resolve(value, run) or {}
    if not isinstance(resolved, Mapping):
        raise FunctionalException(f"{name} has to be a dictionary, not {resolved!r}")
    return dict(resolved)
