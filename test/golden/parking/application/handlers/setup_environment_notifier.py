# Made by Liftlock from notifiers/SetupEnvironment.xml; change the model, then generate again.
"""Runs notifier SetupEnvironment."""

from draftsman.notifiers import notifier_handler

from notifiers.setup_environment import notifier

handler = notifier_handler(notifier)
