# Tells the names of all variables, and whether another process shows its own.
import glob
import json
import os


def shows(path):
    try:
        with open(path, "rb") as file:
            return b"CANARY" in file.read()
    except OSError:
        return False


processes = [path for path in glob.glob("/proc/[0-9]*/environ") if shows(path)]
raise ImportError("SEEN " + json.dumps({"names": sorted(os.environ), "processes": len(processes)}) + " END")
