# SLOT_notice
"""Keeps what a function could not end itself, and tells that it failed."""

from draftsman.undelivered import handler

__all__ = ["handler"]
