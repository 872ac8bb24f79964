# Leaves a process behind that has left its group and session.
import os
import subprocess
import sys

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)", "CANARY_DAEMON"])
    os._exit(0)
