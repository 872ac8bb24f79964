# SLOT_notice
"""Publishes what the aggregates put into the outbox."""

from draftsman.fan_out import handler

__all__ = ["handler"]
