# Made by Liftlock from domain/Parking/Visit/behavior-flows/Start.xml; change the model, then generate again.
"""Flow Start of aggregate Parking.Visit."""

from draftsman.flows import Flow, emit
from draftsman.triggers import Trigger

import commands
from domain.parking.visit import events as parking_visit_events
from domain.parking.visit.aggregate import aggregate

flow = Flow(
    name="Start",
    aggregate=aggregate,
    existence="create",
    triggers=[
        Trigger(
            commands.StartGarageVisitRequested,
            key=lambda event, domain_event: event.spot + ':' + event.plate,
            variables={"spot": "spot", "plate": "plate", "reference": "reference"},
        ),
    ],
    processors=[
        emit(
            parking_visit_events.VisitStarted,
            {
                "visitKey": lambda flow: flow.identity,
                "spot": lambda flow: flow.spot,
                "plate": lambda flow: flow.plate,
                "reference": lambda flow: flow.reference,
            },
        ),
    ],
)
