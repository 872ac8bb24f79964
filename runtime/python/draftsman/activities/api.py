"""Calls of the application's own API, as the system user and in the same trace."""

from __future__ import annotations

import urllib.error
from typing import Any

from draftsman.activities.text import Template, render_quoted
from draftsman.activities.tokens import forget_system_user_token, system_user_token
from draftsman.messages.appsync import call_as_user
from draftsman.notifiers import Activity, NotifierRun


def call_api(*, query: Template) -> Activity:
    """The complete response, including `data` (model format 10.3)."""

    def activity(run: NotifierRun) -> dict[str, Any]:
        document, trace = render_quoted(query, run), run.envelope.correlation_id
        try:
            return call_as_user(document, system_user_token(), trace)
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise
        forget_system_user_token()
        return call_as_user(document, system_user_token(), trace)

    return activity
