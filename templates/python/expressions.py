# SLOT_notice
"""Key expressions, called by triggers and views."""
SLOT_functions
