# Made by Liftlock from projections/Garage/GarageOccupancy.xml; change the model, then generate again.
"""Answers queries by projection GarageOccupancy."""

from draftsman.projections import projection_handler

from projections.garage_occupancy import transform

handler = projection_handler(transform, inputs={"code": "String"})
