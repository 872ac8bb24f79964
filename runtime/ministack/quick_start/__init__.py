"""Cold starts of Python functions in a fraction of the time, and with shared memory.

Half of a cold start is the import of boto3. A fork server imports it once, and each worker of a function begins as a
copy of it. A function that brings one of these packages itself is started in the ordinary way, so that it runs its own.
"""

import os
import subprocess
import sys
import types

from ministack.core import lambda_runtime

from .client import ForkServer
from .server import PRELOADED


def apply():
    """Let MiniStack start Python workers through the fork server; where the system has no pidfd, nothing changes."""
    if not hasattr(os, "pidfd_open"):
        return
    server = ForkServer()

    def popen(command, **options):
        script = command[1] if len(command) == 2 and command[0] == sys.executable else None
        if script is None or _brings_its_own(options["cwd"], options["env"]):
            return subprocess.Popen(command, **options)
        return server.start(script, options["cwd"], options["env"]) or subprocess.Popen(command, **options)

    lambda_runtime.subprocess = types.SimpleNamespace(**{**vars(subprocess), "Popen": popen})


def _brings_its_own(code, environment):
    layers = [layer for layer in environment.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep) if layer]
    folders = [code, *layers, *(os.path.join(layer, "python") for layer in layers)]
    for layer in layers:
        versions = os.path.join(layer, "python", "lib")
        if os.path.isdir(versions):
            folders += [os.path.join(versions, each, "site-packages") for each in os.listdir(versions)]
    return any(
        os.path.exists(os.path.join(folder, name + ending))
        for folder in folders
        for name in PRELOADED
        for ending in ("", ".py")
    )
