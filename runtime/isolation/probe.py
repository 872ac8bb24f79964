"""Whether the kernel allows it here: the whole set-up once, in a process of its own."""

import os
import subprocess
import sys

_RUN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run.py")
SECONDS = 20


def probe():
    """{"network": None, "files": None}: None where it works, else the step that failed, and why."""
    return {"network": attempt(["--no-network"]), "files": attempt(["--own-files"])}


def attempt(flags):
    """Run nothing with these flags of run.py: None when that works, else why not."""
    if sys.platform != "linux":
        return "namespaces exist on Linux only"
    return outcome([sys.executable, "-I", "-B", _RUN, *flags, "--", sys.executable, "-I", "-S", "-c", "pass"])


def outcome(command, **options):
    """Run a command of run.py: None when it ended well, else why not. Options are those of subprocess.run."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, **options)
    except subprocess.TimeoutExpired:
        return f"the set-up took more than {SECONDS} s"
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return said[-1].removeprefix("isolation: ") if said else f"the set-up ended with {done.returncode}"
