# SLOT_notice
"""Tells the application that it was deployed."""

from draftsman.after_deployment import handler

__all__ = ["handler"]
