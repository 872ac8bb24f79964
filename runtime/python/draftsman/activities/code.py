"""Activities that run Python of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from draftsman.notifiers import Activity, Expression, NotifierRun


def set_variable(expression: Expression) -> Activity:
    def activity(run: NotifierRun) -> Any:
        return expression(run.flow, run.item)

    return activity


def run_code(function: Callable[..., Any]) -> Activity:
    """A function of `lib/` takes the flow; code of the notifier itself sees the element of the loop too."""
    takes_item = function.__code__.co_argcount > 1

    def activity(run: NotifierRun) -> None:
        if takes_item:
            function(run.flow, run.item)
        else:
            function(run.flow)

    return activity
