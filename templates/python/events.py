# SLOT_notice
"""Events of aggregate SLOT_aggregate."""

SLOT_imports
SLOT_types
