# Made by Liftlock from views/; change the model, then generate again.
"""Brings the views up to date with the aggregates."""

from draftsman.view_updater import view_updater_handler

from views.garage import view as garage_view
from views.garage_visit import view as garage_visit_view

handler = view_updater_handler([garage_view, garage_visit_view])
