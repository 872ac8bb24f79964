"""What separates functions from the user here: found out once, by setting it up."""

import json
import os
import socket
import subprocess
import sys

import nodes
from isolation import contents, probe

_GROUND = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ground.py")
_RUN = os.path.join(os.path.dirname(os.path.abspath(probe.__file__)), "run.py")
# Where functions find the certificate that they trust; the folder that it lies in is not there for them.
AUTHORITY = "/etc/liftlock/authority.pem"
_AUTHORITY_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
# The real one, whatever stands in its place later.
Popen = subprocess.Popen


class Settings:
    """reasons says for each kind why it is not separated; None when it is."""

    def __init__(self):
        self.reasons = {"network": None, "files": None}
        # Descriptors of namespaces.
        self.user = None
        self.network = None
        # port -> a socket that listens there, in the network namespace
        self.listeners = {}
        # A file with the parts of the new root, see isolation.contents
        self.parts = None

    @property
    def active(self):
        return self.parts is not None or self.network is not None

    @property
    def descriptors(self):
        return [each for each in (self.user, self.network) if each is not None]

    def run_command(self, command, read=(), temporary_mb=512, environment=None):
        """The command that runs this one confined; it needs our descriptors, and that of its environment (JSON)."""
        flags = [f"--temporary={temporary_mb}", *(f"--read={each}" for each in read)]
        if environment is not None:
            flags.append(f"--environment={environment}")
        if self.user is not None:
            flags.append(f"--join-user={self.user}")
        if self.network is not None:
            flags.append(f"--join-network={self.network}")
        if self.parts is not None:
            flags.append(f"--parts={self.parts}")
        return [sys.executable, "-I", "-S", "-B", _RUN, *flags, "--", *command]

    def listen(self, port):
        """A socket that listens on this port in the network namespace."""
        arguments = ["--join", str(self.user), str(self.network), str(port)]
        answer, descriptors = _ground(arguments, pass_fds=self.descriptors)
        if answer["reason"]:
            raise OSError(answer["reason"])
        return socket.socket(fileno=descriptors[0])

    def variables(self, environment):
        """The environment of a function, without what only the emulator is meant to know."""
        own = {**environment}
        for name, value in _DAEMON.items():
            if own.get(name) == value:
                del own[name]
        if self.parts is not None:
            for name in ("HOME", "TMPDIR"):
                if own.get(name) == os.environ.get(name):
                    own[name] = "/tmp"
            for name in _AUTHORITY_VARIABLES:
                if name in own and own[name] == os.environ.get(name):
                    own[name] = AUTHORITY
        return own


_NAMES = ("BIND_HOST", "GATEWAY_PORT", "IOT_MTLS_ENABLED", "SFTP_ENABLED", "AUTH", "MINISTACK_REGION")
_DAEMON = {name: os.environ[name] for name in (*_NAMES, "MINISTACK_ACCOUNT_ID") if name in os.environ}


def find_out(ports, folder, works=False):
    """Set everything up; folder is that of the emulator, which functions must not see, and holds the plan of a root.

    works says that a command was confined here before, with the same interpreter, so nothing is tried. A command whose
    set-up then fails does not run.
    """
    settings = Settings()
    if sys.platform != "linux":
        settings.reasons = dict.fromkeys(settings.reasons, "namespaces exist on Linux only")
        return settings
    answer, descriptors = _ground([str(each) for each in ports])
    settings.user = descriptors.pop(0) if answer["user"] else None
    settings.network = descriptors.pop(0) if answer["network"] else None
    settings.listeners = {port: socket.socket(fileno=each) for port, each in zip(ports, descriptors, strict=False)}
    settings.reasons["network"] = answer["reason"]
    settings.parts = _write_plan(folder)
    if works and settings.network is not None:
        return settings
    settings.reasons["files"] = _try(settings)
    if settings.reasons["files"]:
        settings.parts = None
    if settings.network is not None and settings.reasons["files"]:
        settings.reasons["network"] = _try(settings)
    if settings.reasons["network"]:
        settings.network = None
    return settings


def _try(settings):
    command = settings.run_command([sys.executable, "-c", "import encodings"])
    return probe.outcome(command, pass_fds=settings.descriptors)


def _ground(arguments, **options):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-I", "-S", "-B", _GROUND, str(theirs.fileno()), *arguments]
        pass_fds = [theirs.fileno(), *options.get("pass_fds", ())]
        with Popen(command, pass_fds=pass_fds, stdin=subprocess.DEVNULL) as process:
            theirs.close()
            content, descriptors, *_ = socket.recv_fds(ours, 4096, 16)
        if not content:
            return {"user": False, "network": False, "reason": f"the set-up ended with {process.returncode}"}, []
        return json.loads(content), list(descriptors)


def _write_plan(folder):
    parts = contents.plan(read=nodes.paths(), hide=[folder, os.path.dirname(folder)])
    authority = os.environ.get(_AUTHORITY_VARIABLES[0])
    if authority and os.path.isfile(authority):
        parts.append({"kind": "read", "source": os.path.realpath(authority), "target": AUTHORITY})
    path = os.path.join(folder, "isolation.json")
    with open(path, "w") as file:
        json.dump(parts, file)
    return path
