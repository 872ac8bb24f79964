# Made by Liftlock from domain/Parking/Garage/behavior-flows/Close.xml; change the model, then generate again.
"""Flow Close of aggregate Parking.Garage."""

from draftsman.flows import Flow, emit
from draftsman.triggers import Trigger

import commands
from domain.parking.garage import events as parking_garage_events
from domain.parking.garage.aggregate import aggregate

flow = Flow(
    name="Close",
    aggregate=aggregate,
    triggers=[
        Trigger(
            commands.CloseGarageRequested,
            key="code",
            variables={"code": "code", "reason": "reason"},
        ),
    ],
    processors=[
        emit(
            parking_garage_events.GarageClosed,
            {"code": lambda flow: flow.code, "reason": lambda flow: flow.reason},
        ),
    ],
)
