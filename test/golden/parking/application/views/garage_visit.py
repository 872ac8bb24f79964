# Made by Liftlock from views/Garage/Visit/GarageVisit.xml; change the model, then generate again.
"""View GarageVisit."""

from draftsman.views import View, custom_handler


# views/Garage/Visit/GarageVisit.xml:6
def update_1(EntityManager, snapshot, event):
    row = EntityManager.get(type="GarageVisit", key=snapshot.visitKey)
    row.visitKey = snapshot.visitKey
    row.plate = snapshot.plate
    row.garageCode = snapshot.spot.split(":")[0]
    if snapshot.isDeleted != "":
        row.mark_for_deletion = True


view = View(
    name="GarageVisit",
    key="visitKey",
    fields={"visitKey": "String", "plate": "String", "garageCode": "String"},
    retention_days=400,
    notifies=False,
    handlers=[custom_handler(aggregate="Parking.Visit", update=update_1)],
)
