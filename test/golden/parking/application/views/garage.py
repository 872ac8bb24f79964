# Made by Liftlock from views/Garage/Garage.xml; change the model, then generate again.
"""View Garage."""

from draftsman.changes import set_field
from draftsman.views import View, convert_items, snapshot_handler

view = View(
    name="Garage",
    key="code",
    fields={
        "code": "String",
        "title": "String",
        "covered": "Boolean",
        "visitCount": "Int",
        "changedAt": "String",
        "spots": "ObjectList",
    },
    handlers=[
        snapshot_handler(
            aggregate="Parking.Garage",
            key="code",
            changes=[
                set_field("code", "code"),
                set_field("title", "title"),
                set_field("covered", "covered"),
                set_field("visitCount", "visitCount"),
                set_field("changedAt", "updated_at"),
                convert_items(
                    "spots",
                    "spots",
                    lambda value: (
                        {
                        "number": value["number"] if "number" in value else "",
                        "plate": value["plate"] if "plate" in value else "",
                        }
                    ),
                    fields={"number": "String", "plate": "String"},
                ),
            ],
            delete_when=[lambda snapshot, item: snapshot.isDeleted != ''],
        ),
    ],
)
