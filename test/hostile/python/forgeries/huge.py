# A file with a hole of a terabyte.
import os

with open(RESULTS, "w") as file:
    file.truncate(1 << 40)
os._exit(0)
