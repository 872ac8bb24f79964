# Made by Liftlock from the model; change the model, then generate again.
