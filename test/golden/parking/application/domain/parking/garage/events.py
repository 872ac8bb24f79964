# Made by Liftlock from domain/Parking/Garage/events/; change the model, then generate again.
"""Events of aggregate Parking.Garage."""

from draftsman.events import event_type
from draftsman.fields import field

GarageClosed = event_type(
    "GarageClosed",
    source="Parking.Garage",
    fields={"code": "String", "reason": "String"},
)

GarageOpened = event_type(
    "GarageOpened",
    source="Parking.Garage",
    fields={"code": "String", "title": "String", "covered": "Boolean", "openedBy": "String"},
    collections={"spots": {"number": "String", "hourlyRate": "Float"}},
)

SpotOccupied = event_type(
    "SpotOccupied",
    source="Parking.Garage",
    fields={"number": "String", "plate": "String", "visits": field("Int", 1)},
)
