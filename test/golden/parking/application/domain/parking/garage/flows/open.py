# Made by Liftlock from domain/Parking/Garage/behavior-flows/Open.xml; change the model, then generate again.
"""Flow Open of aggregate Parking.Garage."""

from draftsman.flows import Flow, check, emit, run_code, set_variable
from draftsman.triggers import Trigger

import commands
import lib.Pricing
from domain.parking.garage import events as parking_garage_events
from domain.parking.garage.aggregate import aggregate

flow = Flow(
    name="Open",
    aggregate=aggregate,
    existence="create",
    triggers=[
        Trigger(
            commands.OpenGarageRequested,
            key="code",
            variables={
                "code": "code",
                "title": "title",
                "covered": "covered",
                "openedBy": "openedBy",
                "spots": "spots",
            },
            idempotency=["code", "title"],
            idempotency_ttl_seconds=3600,
        ),
    ],
    processors=[
        check(lambda flow: len(flow.spots) > 0, "Garage {flow.code} needs at least one spot"),
        set_variable("title", lambda flow: flow.title.title()),
        run_code(lib.Pricing.apply_minimum_rate),
        emit(
            parking_garage_events.GarageOpened,
            {
                "code": lambda flow: flow.code,
                "title": lambda flow: flow.title,
                "covered": lambda flow: flow.covered,
                "openedBy": lambda flow: flow.openedBy,
                "spots": lambda flow: flow.spots,
            },
        ),
    ],
)
