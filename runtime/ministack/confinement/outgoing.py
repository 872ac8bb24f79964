"""Requests that MiniStack makes on behalf of an application: integrations, subscriptions, origins, providers of tokens.

An application chooses where they go. Without a limit, it would reach through them what its functions cannot.
"""

import errno
import ipaddress
import os
import socket
import urllib.error
import urllib.request


def limit(ports):
    """Sockets of this process connect to these ports of the loopback alone (the set may grow), and URLs name no files.

    The proxy for other hosts is one of them, and urllib goes there by its variables.
    """
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def limited_connect(self, address):
        if not _is_allowed(address, ports):
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"{os.strerror(errno.ECONNREFUSED)} (not by the proxy)")
        return connect(self, address)

    def limited_connect_ex(self, address):
        return connect_ex(self, address) if _is_allowed(address, ports) else errno.ECONNREFUSED

    def refuse(_self, request):
        raise urllib.error.URLError(f"unknown url type: {request.type}")

    socket.socket.connect, socket.socket.connect_ex = limited_connect, limited_connect_ex
    urllib.request.FileHandler.file_open = refuse
    urllib.request.FTPHandler.ftp_open = refuse


def _is_allowed(address, ports):
    if not isinstance(address, tuple) or address[1] not in ports:
        return False
    try:
        return address[0] == "localhost" or ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False
