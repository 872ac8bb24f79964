"""Functions run apart from the user's files, processes and network, where the kernel allows it (see runtime/isolation).

In their network namespace, the gateway, the AppSync adapter and the proxy for other hosts answer at the same addresses
as outside: sockets keep the namespace in which they were made, so a process that ends at once makes them in there, and
hands them over. The gateway is served on both; the two others are relayed.
"""

import os
import sys
import threading
import urllib.parse

# runtime/, for its package isolation.
sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from . import processes
from .settings import Settings, find_out

_settings = Settings()
_finding = None


def begin(appsync_url):
    """Find out in the background what the kernel allows, because the emulator takes a while to load."""
    global _finding
    gateway = int(os.environ.get("GATEWAY_PORT", "4566"))
    others = [urllib.parse.urlsplit(each).port for each in (appsync_url, os.environ.get("HTTP_PROXY", ""))]
    ports = list(dict.fromkeys([gateway, *filter(None, others)]))

    def find():
        global _settings
        _settings = find_out(ports, os.getcwd())

    _finding = threading.Thread(target=find, name="confinement")
    _finding.start()


def apply(codepipeline_url=""):
    """Confine everything that MiniStack starts from now on; the settings, for who starts processes by themselves.

    The gateway reaches the executor of pipelines, and functions do not.
    """
    _finding.join()
    if not _settings.active:
        return _settings
    # Not loaded by who confines one command: together they take longer to load than everything else.
    from . import outgoing
    from .relay import Relay

    relay = Relay(_settings.listeners)
    if codepipeline_url:
        relay.ports.add(urllib.parse.urlsplit(codepipeline_url).port)
    if _settings.network is not None:
        gateway, *others = _settings.listeners.items()
        _serve_also(gateway[1])
        outgoing.limit(relay.ports)
        for port, listener in others:
            relay.open(listener, port)
    processes.confine(_settings, relay)
    _note_what_starts()
    return _settings


def report(_request=None):
    """{"network", "files"}: null for what is separated, else why it is not."""
    return 200, _settings.reasons


def _serve_also(listener):
    import hypercorn.config

    original = hypercorn.config.Config.create_sockets

    def create_sockets(self):
        sockets = original(self)
        listener.setblocking(False)
        (sockets.secure_sockets or sockets.insecure_sockets).append(listener)
        return sockets

    hypercorn.config.Config.create_sockets = create_sockets


def _note_what_starts():
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    spawn, worker_env = lambda_runtime.Worker._spawn, lambda_svc._provided_worker_env

    def noting_spawn(self, *arguments, **options):
        processes.starting.temporary_mb = (self.config.get("EphemeralStorage") or {}).get("Size")
        try:
            return spawn(self, *arguments, **options)
        finally:
            processes.starting.temporary_mb = None

    def noting_worker_env(config, code_dir, port):
        processes.starting.runtime_api = port
        return worker_env(config, code_dir, port)

    lambda_runtime.Worker._spawn = noting_spawn
    lambda_svc._provided_worker_env = noting_worker_env
