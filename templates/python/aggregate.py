# SLOT_notice
"""Aggregate SLOT_name: its document, and how its events change it."""

SLOT_imports

SLOT_functions
aggregate = SLOT_definition
