"""Bodies of HTTP requests: their content type, and values that cannot leave their place (model format 10.3)."""

from __future__ import annotations

import html
import mimetypes
import re
import urllib.parse
from collections.abc import Callable, Mapping
from email.message import Message
from pathlib import Path

from draftsman.activities.text import Template, render, render_each, render_quoted
from draftsman.notifiers import NotifierRun
from draftsman.utils import FunctionalException

_FORM = "application/x-www-form-urlencoded"


def encoded(body: Template, headers: Mapping[str, str], run: NotifierRun) -> tuple[bytes | None, dict[str, str]]:
    """
    The bytes of the body, or None for an empty one, and the headers with a content type. A content type that the
    model gives stays as it is; else the file of the template or the first characters of the text say what it is.
    Raises FunctionalException when the charset of the content type cannot hold the text.
    """
    source = body if isinstance(body, str) else body.read_text(encoding="utf-8")
    if source == "":
        return None, dict(headers)
    given = next((value for name, value in headers.items() if name.lower() == "content-type"), None)
    content_type = _found(body, source) if given is None else given
    parsed = Message()
    parsed["content-type"] = content_type
    text = _rendering(parsed.get_content_type(), source)(source, run)
    charset = str(parsed.get_param("charset", "utf-8"))
    try:
        data = text.encode(charset)
    except (LookupError, UnicodeEncodeError) as error:
        raise FunctionalException(f"the body cannot be sent as {content_type}: {error}") from None
    return data, dict(headers) if given is not None else {**headers, "Content-Type": content_type}


def _found(body: Template, source: str) -> str:
    """The content type of a body that comes without one."""
    kind = mimetypes.guess_type(body.name)[0] if isinstance(body, Path) else None
    start = source.lstrip()
    if kind is None or kind == "text/plain":
        if _is_json(source):
            kind = "application/json"
        elif start.startswith("<"):
            kind = "application/xml"
        elif _is_form(source):
            kind = _FORM
    # JSON and forms are UTF-8 by definition (RFC 8259 section 8.1, URL standard section 5).
    return kind if kind in ("application/json", _FORM) else f"{kind or 'text/plain'}; charset=utf-8"


def _is_json(source: str) -> bool:
    start = source.lstrip()
    return start.startswith(("{", "[")) and not start.startswith(("{{", "{%", "{#"))


def _is_form(source: str) -> bool:
    """`name=value&name={{flow.value}}`, on one line and without spaces beside those of the placeholders."""
    return (
        re.fullmatch(r"[\w.~%+*\[\]-]+=[^\s&]*(&[\w.~%+*\[\]-]+=[^\s&]*)*", re.sub(r"\{\{.*?\}\}", "", source))
        is not None
    )


def _rendering(kind: str, source: str) -> Callable[[str, NotifierRun], str]:
    """How values get into a text of that type; `{{ value | safe }}` puts markup in as it is."""
    if kind == _FORM:
        return lambda text, run: render_each(text, run, urllib.parse.quote_plus)
    if kind in ("application/xml", "text/xml", "text/html") or kind.endswith("+xml"):
        return lambda text, run: render_each(text, run, html.escape)
    if "json" in kind or kind == "application/graphql" or _is_json(source):
        return render_quoted
    return render
