# Made by Liftlock from domain/Parking/Garage/behavior-flows/Open.xml; change the model, then generate again.
"""Test cases of flow Open of aggregate Parking.Garage."""

from draftsman.testing import Case
from draftsman.testing.pytest_plugin import case_test

from domain.parking.garage.flows.open import flow

test_happy_flow = case_test(
    Case(
        flow=flow,
        name="HappyFlow",
        file="domain/Parking/Garage/behavior-flows/Open.xml",
        line=19,
        trigger="OpenGarageRequested",
        user="test-user",
        inputs={
            "code": "PAR",
            "title": "parade square",
            "covered": True,
            "openedBy": "kim",
            "spots": [{"number": "12", "hourlyRate": 0.5}],
        },
        expects="success",
        events=[("GarageOpened", {"code": "PAR", "title": "Parade Square", "covered": True})],
        expected_state={
            "code": "PAR",
            "spots": {"12": {"hourlyRate": 1, "number": "12"}},
            "version": 1,
        },
        expected_key="PAR",
    ),
)

test_refuses_empty_garage = case_test(
    Case(
        flow=flow,
        name="RefusesEmptyGarage",
        file="domain/Parking/Garage/behavior-flows/Open.xml",
        line=47,
        trigger="OpenGarageRequested",
        user="test-user",
        inputs={
            "code": "PAR",
            "title": "Parade Square",
            "covered": False,
            "openedBy": "kim",
            "spots": [],
        },
        expects="error",
    ),
)
