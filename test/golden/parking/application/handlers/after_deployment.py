# Made by Liftlock from the model; change the model, then generate again.
"""Tells the application that it was deployed."""

from draftsman.after_deployment import handler

__all__ = ["handler"]
