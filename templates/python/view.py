# SLOT_notice
"""View SLOT_name."""

SLOT_imports

SLOT_functions
view = SLOT_definition
