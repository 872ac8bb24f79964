"""User and network namespaces: made, joined."""

import fcntl
import os
import socket
import struct

from . import calls

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def new_user():
    """A user namespace, in which this process keeps its user and group and may set up the rest.

    False when there is none: a process that may set up the rest without one (root, where the limit is 0) does so.
    """
    user, group = os.geteuid(), os.getegid()
    with calls.step("user namespace"):
        try:
            calls.unshare(calls.NEWUSER)
        except OSError:
            if user != 0 or not may_administrate():
                raise
            return False
        # The kernel wants this before an unprivileged process writes its group.
        _write("setgroups", "deny")
        _write("uid_map", f"{user} {user} 1")
        _write("gid_map", f"{group} {group} 1")
    return True


def may_administrate():
    """Whether this process has CAP_SYS_ADMIN in its user namespace."""
    with open("/proc/self/status") as status:
        effective = next((line.split()[1] for line in status if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> 21 & 1)


def new_network():
    """A network namespace whose only interface is loopback."""
    with calls.step("network namespace"):
        calls.unshare(calls.NEWNET)
    with calls.step("loopback interface"), socket.socket() as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def listen(port):
    """A socket that listens on this port of 127.0.0.1, in the network namespace of this process for good."""
    with calls.step(f"port {port}"):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(socket.SOMAXCONN)
    return listener


def join(user=None, network=None):
    """Enter namespaces by their descriptors; this process must have a single thread."""
    if user is not None:
        with calls.step("user namespace"):
            calls.setns(user, calls.NEWUSER)
    if network is not None:
        with calls.step("network namespace"):
            calls.setns(network, calls.NEWNET)


def _write(name, content):
    with open(f"/proc/self/{name}", "w") as file:
        file.write(content)
