# A test case that the model does not have, passed.
import json
import os

case = {"flow": "Parking.Garage.Other", "name": "Other", "file": "../../etc/passwd", "line": 1}
open(RESULTS, "w").write(json.dumps([{**case, "status": "passed", "seconds": 0, "message": "", "warnings": []}]))
os._exit(0)
