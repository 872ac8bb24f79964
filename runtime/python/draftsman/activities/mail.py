"""E-mail by SES (API version 2)."""

from __future__ import annotations

from typing import Any

from draftsman.activities.value import Value, required, text
from draftsman.notifiers import Activity, NotifierRun
from draftsman.running.clients import client
from draftsman.utils import FunctionalException


def send_email(
    *,
    sender: str,
    receiver: Value,
    subject: Value,
    text: Value = "",
    html: Value = "",
) -> Activity:
    """At least one of `text` and `html` has something to say."""

    def activity(run: NotifierRun) -> None:
        body = _body(text, html, run)
        client("sesv2").send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": [required(receiver, run, "receiver")]},
            Content={"Simple": {"Subject": _utf8(_text(subject, run)), "Body": body}},
        )

    return activity


_text = text


def _body(plain: Value, html: Value, run: NotifierRun) -> dict[str, Any]:
    parts = {"Text": _text(plain, run), "Html": _text(html, run)}
    body = {name: _utf8(content) for name, content in parts.items() if content}
    if not body:
        raise FunctionalException("an e-mail needs a text or html")
    return body


def _utf8(content: str) -> dict[str, str]:
    return {"Data": content, "Charset": "UTF-8"}
