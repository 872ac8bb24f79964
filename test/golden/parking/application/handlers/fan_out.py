# Made by Liftlock from the model; change the model, then generate again.
"""Publishes what the aggregates put into the outbox."""

from draftsman.fan_out import handler

__all__ = ["handler"]
