# SLOT_notice
"""Flow SLOT_name of aggregate SLOT_aggregate."""

SLOT_imports

SLOT_functions
flow = SLOT_definition
