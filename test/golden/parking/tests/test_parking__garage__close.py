# Made by Liftlock from domain/Parking/Garage/behavior-flows/Close.xml; change the model, then generate again.
"""Test cases of flow Close of aggregate Parking.Garage."""

from draftsman.testing import Case
from draftsman.testing.pytest_plugin import case_test

from domain.parking.garage.flows.close import flow

test_happy_flow = case_test(
    Case(
        flow=flow,
        name="HappyFlow",
        file="domain/Parking/Garage/behavior-flows/Close.xml",
        line=10,
        trigger="CloseGarageRequested",
        user="test-user",
        inputs={"code": "PAR", "reason": "renovation"},
        state={"code": "PAR"},
        expects="success",
        events=[("GarageClosed", {"reason": "renovation"})],
        expected_state={"isDeleted": "soft"},
        expected_key="PAR",
    ),
)
