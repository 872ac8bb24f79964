# Made by Liftlock from domain/Parking/Visit/behavior-flows/Start.xml; change the model, then generate again.
"""Test cases of flow Start of aggregate Parking.Visit."""

from draftsman.testing import Case
from draftsman.testing.pytest_plugin import case_test

from domain.parking.visit.flows.start import flow

test_happy_flow = case_test(
    Case(
        flow=flow,
        name="HappyFlow",
        file="domain/Parking/Visit/behavior-flows/Start.xml",
        line=13,
        trigger="StartGarageVisitRequested",
        user="test-user",
        inputs={"spot": "PAR:12", "plate": "AB-123-C", "reference": "text"},
        expects="success",
        events=[("VisitStarted", {"visitKey": "PAR:12:AB-123-C"})],
        expected_state={"plate": "AB-123-C", "visitKey": "PAR:12:AB-123-C"},
        expected_key="PAR:12:AB-123-C",
    ),
)
