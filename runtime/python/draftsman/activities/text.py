"""Text templates: Jinja2 over `flow` and `item`; an unknown name is an error (model format 3.6, decision D-09)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from draftsman.notifiers import Activity, NotifierRun

#: A text, or the file that holds it.
Template = str | Path


def render_template(*, template: Template) -> Activity:
    def activity(run: NotifierRun) -> str:
        return render(template, run)

    return activity


def render(template: Template, run: NotifierRun) -> str:
    """The template with values inserted as they are."""
    return _environment(_identity).from_string(_source(template)).render(flow=run.flow, item=run.item)


def render_each(template: Template, run: NotifierRun, written: Callable[[str], str]) -> str:
    """The template with each value written as the text around it needs it; what the filter `safe` marks stays."""
    environment = _environment(lambda value: str(value) if hasattr(value, "__html__") else written(str(value)))
    return environment.from_string(_source(template)).render(flow=run.flow, item=run.item)


def render_quoted(template: Template, run: NotifierRun) -> str:
    """
    The same for JSON and GraphQL: a value that lands between double quotes is escaped for them, so that no value can
    end the text that it is inserted into. Elsewhere values go in as they are.
    """
    values: list[str] = []

    def keep(value: Any) -> str:
        values.append(str(value))
        return f"\0{len(values) - 1}\0"

    text = _environment(keep).from_string(_source(template)).render(flow=run.flow, item=run.item)
    parts = text.split("\0")
    result, in_quotes = "", False
    for index, part in enumerate(parts):
        if index % 2 == 0:
            in_quotes = _ends_in_quotes(part, in_quotes)
            result += part
        else:
            value = values[int(part)]
            result += json.dumps(value, ensure_ascii=False)[1:-1] if in_quotes else value
    return result


def _ends_in_quotes(text: str, in_quotes: bool) -> bool:
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\" and in_quotes:
            escaped = True
        elif character == '"':
            in_quotes = not in_quotes
    return in_quotes


def _source(template: Template) -> str:
    return template.read_text(encoding="utf-8") if isinstance(template, Path) else template


def _environment(finalize: Any) -> Any:
    from jinja2 import Environment, StrictUndefined, pass_context

    # A function of the context is not called while the template is compiled.
    @pass_context
    def finalize_value(_context: Any, value: Any) -> Any:
        if isinstance(value, StrictUndefined):
            return str(value)
        return finalize(value)

    return Environment(undefined=StrictUndefined, keep_trailing_newline=True, finalize=finalize_value)


def _identity(value: Any) -> Any:
    return value
