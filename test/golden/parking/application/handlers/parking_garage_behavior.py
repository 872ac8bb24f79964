# Made by Liftlock from domain/Parking/Garage/root.xml; change the model, then generate again.
"""Runs the flows of aggregate Parking.Garage."""

from draftsman.behavior import behavior_handler

from domain.parking.garage.flows.close import flow as close_flow
from domain.parking.garage.flows.occupy_spot import flow as occupy_spot_flow
from domain.parking.garage.flows.open import flow as open_flow

handler = behavior_handler([close_flow, occupy_spot_flow, open_flow])
