# Made by Liftlock from domain/Parking/Visit/root.xml; change the model, then generate again.
"""Aggregate Parking.Visit: its document, and how its events change it."""

from draftsman.aggregate import Aggregate
from draftsman.changes import set_field

from domain.parking.visit import events

aggregate = Aggregate(
    sub_domain="Parking",
    name="Visit",
    business_key="visitKey",
    fields={"visitKey": "String", "spot": "String", "plate": "String", "reference": "String"},
    changes={
        events.VisitStarted: [
            set_field("visitKey", "visitKey"),
            set_field("spot", "spot"),
            set_field("plate", "plate"),
            set_field("reference", "reference"),
        ],
    },
)
