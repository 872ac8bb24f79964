# SLOT_notice
"""Publishes what users have uploaded."""

from draftsman.uploads import uploaded as handler

__all__ = ["handler"]
