MINIMUM_RATE = 1.0


def apply_minimum_rate(flow):
    for spot in flow.spots:
        spot["hourlyRate"] = max(float(spot["hourlyRate"]), MINIMUM_RATE)
