# Made by Liftlock from domain/Parking/Garage/root.xml; change the model, then generate again.
"""Aggregate Parking.Garage: its document, and how its events change it."""

from draftsman.aggregate import Aggregate
from draftsman.changes import extend, set_field

from domain.parking.garage import events


# domain/Parking/Garage/event-handlers/GarageClosed.xml:1
def apply_garage_closed(self, event, retrieve_nested_target):
    self.isDeleted = 'soft'


# domain/Parking/Garage/event-handlers/SpotOccupied.xml:1
def apply_spot_occupied(self, event, retrieve_nested_target):
    spot = retrieve_nested_target(event.number, self.spots, {})
    spot["number"] = event.number
    spot["plate"] = event.plate
    self.spots[event.number] = spot
    self.visitCount += event.visits


aggregate = Aggregate(
    sub_domain="Parking",
    name="Garage",
    business_key="code",
    fields={
        "code": "String",
        "title": "String",
        "covered": "Boolean",
        "openedBy": "String",
        "visitCount": "Int",
        "labels": "StringList",
    },
    entities={"spots": {"number": "String", "hourlyRate": "Float", "plate": "String"}},
    changes={
        events.GarageClosed: apply_garage_closed,
        events.GarageOpened: [
            set_field("code", "code"),
            set_field("title", "title"),
            set_field("covered", "covered"),
            set_field("openedBy", "openedBy"),
            extend(
                "spots",
                "spots",
                key="number",
                changes=[set_field("number", "number"), set_field("hourlyRate", "hourlyRate")],
            ),
        ],
        events.SpotOccupied: apply_spot_occupied,
    },
)
