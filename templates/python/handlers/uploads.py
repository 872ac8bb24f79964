# SLOT_notice
"""Gives signed-in users a place for a file."""

from draftsman.uploads import upload as handler

__all__ = ["handler"]
