# SLOT_notice
"""Copies documents of aggregates to the application's bucket."""

from draftsman.backups import backups_handler

SLOT_imports

handler = backups_handler(SLOT_aggregates)
