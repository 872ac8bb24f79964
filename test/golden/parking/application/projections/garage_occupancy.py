# Made by Liftlock from projections/Garage/GarageOccupancy.xml; change the model, then generate again.
from draftsman.ViewStoreApi import Query

def transform(arguments, username):
    garage = Query("Garage").get_item(arguments["code"]).run()
    if garage is None:
        return None
    spots = garage["spots"]
    return {"code": garage["code"], "total": len(spots), "taken": len([s for s in spots if s["plate"]])}
