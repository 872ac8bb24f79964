# SLOT_notice
"""Runs notifier SLOT_name."""

from draftsman.notifiers import notifier_handler

from notifiers.SLOT_module import notifier

handler = notifier_handler(notifier)
