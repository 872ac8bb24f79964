# Writes and reads wherever it should not.
import json
import os
import sys

written, read = [], []
for folder in CANARY_FOLDERS + [os.path.dirname(os.__file__), sys.prefix, os.path.dirname(json.__file__)]:
    try:
        with open(os.path.join(folder, "planted.py"), "w") as file:
            file.write("planted")
        written.append(folder)
    except OSError:
        pass
for path in CANARY_FILES:
    try:
        with open(path) as file:
            read.append(file.read())
    except OSError:
        pass
raise ImportError("SEEN " + json.dumps({"written": written, "read": read}) + " END")
