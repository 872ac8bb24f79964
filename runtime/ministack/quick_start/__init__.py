"""Cold starts of Python functions in a fraction of the time, and with shared memory.

Half of a cold start is the import of boto3. A fork server imports it once, and each worker of a function begins as a
copy of it. A function that brings a boto3 of its own is started in the ordinary way; of the packages that boto3 merely
uses, its own are loaded when it asks for them.
"""

import functools
import os
import queue
import subprocess
import sys
import types

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

import nodes
from corrections.resource_handlers import around

from . import log, output
from .client import ForkServer
from .server import CORE, HELPERS


def apply(settings):
    """Let MiniStack start Python workers through the fork server, where the system has pidfds, and keep a part of what
    workers print.

    settings say how workers are confined, see confinement.
    """
    quick = hasattr(os, "pidfd_open")
    server = ForkServer(settings)
    # Confining a command takes two interpreters of Python; this one is there already.
    commands = ForkServer(settings, imports=False) if quick and settings.parts is not None else None

    def popen(command, **options):
        command = nodes.command(command)
        folder, environment = options["cwd"], options["env"]
        worker = None
        if quick and len(command) == 2 and command[0] == sys.executable:
            own = _own_packages(folder, environment)
            worker = None if own & CORE else server.start(command[1], folder, environment, own)
        elif commands is not None and options.get("text"):
            worker = commands.run(command, folder, environment)
        return output.hold(worker or subprocess.Popen(command, **options))

    log.apply()
    lambda_runtime.queue = types.SimpleNamespace(**{**vars(queue), "Queue": log.Log})
    if quick:
        _prepare_with_first_function(server)
    lambda_runtime.subprocess = types.SimpleNamespace(**{**vars(subprocess), "Popen": popen})


def _prepare_with_first_function(server):
    """A function that is created is called soon."""

    def create(original, *arguments):
        server.prepare()
        return original(*arguments)

    around("AWS::Lambda::Function", "create", create)
    lambda_svc._create_function = functools.partial(create, lambda_svc._create_function)


def _own_packages(code, environment):
    """Which of the packages of the fork server the code or the layers of a function bring themselves."""
    layers = [layer for layer in environment.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep) if layer]
    folders = [code, *layers, *(os.path.join(layer, "python") for layer in layers)]
    for layer in layers:
        versions = os.path.join(layer, "python", "lib")
        if os.path.isdir(versions):
            folders += [os.path.join(versions, each, "site-packages") for each in os.listdir(versions)]
    return {
        name
        for name in CORE | HELPERS
        for folder in folders
        for ending in ("", ".py")
        if os.path.exists(os.path.join(folder, name + ending))
    }
