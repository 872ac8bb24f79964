# Made by Liftlock from domain/Parking/Visit/events/; change the model, then generate again.
"""Events of aggregate Parking.Visit."""

from draftsman.events import event_type

VisitStarted = event_type(
    "VisitStarted",
    source="Parking.Visit",
    fields={"visitKey": "String", "spot": "String", "plate": "String", "reference": "String"},
)
