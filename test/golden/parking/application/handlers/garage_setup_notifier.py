# Made by Liftlock from notifiers/GarageSetup.xml; change the model, then generate again.
"""Runs notifier GarageSetup."""

from draftsman.notifiers import notifier_handler

from notifiers.garage_setup import notifier

handler = notifier_handler(notifier)
