# SLOT_notice
"""Notifier SLOT_name."""

SLOT_imports

SLOT_functions
notifier = SLOT_definition
