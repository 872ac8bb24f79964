# SLOT_notice
"""Answers queries by projection SLOT_name."""

from draftsman.projections import projection_handler

from projections.SLOT_module import transform

handler = projection_handler(transform, SLOT_settings)
