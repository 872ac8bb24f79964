# SLOT_notice
"""Brings the views up to date with the aggregates."""

from draftsman.view_updater import view_updater_handler

SLOT_imports

handler = view_updater_handler(SLOT_views)
