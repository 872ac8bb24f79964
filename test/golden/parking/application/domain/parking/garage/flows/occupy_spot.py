# Made by Liftlock from domain/Parking/Garage/behavior-flows/OccupySpot.xml; change the model, then generate again.
"""Flow OccupySpot of aggregate Parking.Garage."""

from draftsman.flows import Flow, check, emit, run_code
from draftsman.triggers import Trigger

import expressions
from domain.parking.garage import events as parking_garage_events
from domain.parking.garage.aggregate import aggregate
from domain.parking.visit import events as parking_visit_events


# domain/Parking/Garage/behavior-flows/OccupySpot.xml:7
def run_code_1(flow):
    spot = flow.entity.spots[flow.number]
    flow.free = not spot.get("plate")


flow = Flow(
    name="OccupySpot",
    aggregate=aggregate,
    triggers=[
        Trigger(
            parking_visit_events.VisitStarted,
            key=lambda event, domain_event: expressions.garageOf(event.spot),
            variables={
                "number": lambda event, domain_event: domain_event.data.spot.split(':')[1],
                "plate": "plate",
            },
        ),
    ],
    processors=[
        check(lambda flow: flow.number in flow.entity.spots, "Spot {flow.number} does not exist"),
        run_code(run_code_1),
        check(lambda flow: flow.free, "Spot {flow.number} is taken"),
        emit(
            parking_garage_events.SpotOccupied,
            {
                "number": lambda flow: flow.number,
                "plate": lambda flow: flow.plate,
                "visits": lambda flow: 1,
            },
        ),
    ],
)
