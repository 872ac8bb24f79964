# Made by Liftlock from expressions/; change the model, then generate again.
"""Key expressions, called by triggers and views."""


# expressions/garageOf.xml:1
def garageOf(spot):
    return spot.split(':')[0]
