# SLOT_notice
"""Keeps the states of processing and tells subscribers."""

from draftsman.track_and_trace import handler

__all__ = ["handler"]
