# SLOT_notice
"""Runs the flows of aggregate SLOT_aggregate."""

from draftsman.behavior import behavior_handler

SLOT_imports

handler = behavior_handler(SLOT_flows)
