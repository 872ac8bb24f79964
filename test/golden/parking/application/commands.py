# Made by Liftlock from commands/; change the model, then generate again.
"""Events that the mutations of the API publish."""

from draftsman.events import event_type
from draftsman.fields import field

CloseGarageRequested = event_type(
    "CloseGarageRequested",
    source="command",
    fields={"code": "String", "reason": "String"},
)

OpenGarageRequested = event_type(
    "OpenGarageRequested",
    source="command",
    fields={"code": "String", "title": "String", "covered": "Boolean", "openedBy": "String"},
    collections={"spots": {"number": "String", "hourlyRate": field("Float", 2.5)}},
)

StartGarageVisitRequested = event_type(
    "StartGarageVisitRequested",
    source="command",
    fields={"spot": "String", "plate": "String", "reference": "String"},
)

FileUploaded = event_type(
    "FileUploaded",
    source="appsync",
    fields={"bucket": "String", "uri": "String", "location": "String", "username": "String"},
)
