# Made by Liftlock from domain/Parking/Visit/root.xml; change the model, then generate again.
"""Runs the flows of aggregate Parking.Visit."""

from draftsman.behavior import behavior_handler

from domain.parking.visit.flows.start import flow as start_flow

handler = behavior_handler([start_flow])
