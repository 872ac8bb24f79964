# SLOT_notice
"""Events that the mutations of the API publish."""

SLOT_imports
SLOT_types
