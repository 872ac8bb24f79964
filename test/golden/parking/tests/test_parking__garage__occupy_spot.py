# Made by Liftlock from domain/Parking/Garage/behavior-flows/OccupySpot.xml; change the model, then generate again.
"""Test cases of flow OccupySpot of aggregate Parking.Garage."""

from draftsman.testing import Case
from draftsman.testing.pytest_plugin import case_test

from domain.parking.garage.flows.occupy_spot import flow

test_happy_flow = case_test(
    Case(
        flow=flow,
        name="HappyFlow",
        file="domain/Parking/Garage/behavior-flows/OccupySpot.xml",
        line=14,
        trigger="VisitStarted",
        user="test-user",
        inputs={
            "visitKey": "PAR:12:AB-123-C",
            "spot": "PAR:12",
            "plate": "AB-123-C",
            "reference": "text",
        },
        state={"code": "PAR", "spots": {"12": {"number": "12"}}, "visitCount": 4},
        expects="success",
        events=[("SpotOccupied", {"number": "12", "visits": 1})],
        expected_state={"spots": {"12": {"plate": "AB-123-C"}}, "visitCount": 5},
        expected_key="PAR",
    ),
)
