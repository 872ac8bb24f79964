"""Which host a request may name.

A page of another site can make its own name point to 127.0.0.1 (DNS rebinding); the browser then takes the emulator
for that site, and only the name in the request tells. So only names of this machine are served, whatever the port:
nobody can register a name below `localhost` (RFC 6761) or below an address.
"""

import functools
import re

from ..messages.answers import shown

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LOOPBACK = re.compile(rf"(?:127\.0\.0\.1|\[::1\]|(?:{_LABEL}\.){{0,8}}localhost)(?::\d{{1,5}})?")
# The endpoint that MiniStack gives an API of API Gateway; it hangs the API's name in front of its own address.
_API = re.compile(r"[a-z0-9]{8,10}\.execute-api\.127\.0\.0\.1(?::\d{1,5})?")
_NEXT = "use http://127.0.0.1 or http://localhost with the port of the local AWS"


def refusal(scope):
    """Why the request is refused for the host that it names, or None."""
    raw = scope.get("raw_path") or b"/"
    if not raw.startswith(b"/"):
        return f"the request names a whole address, {shown(raw.decode('latin-1'))}; send the path alone"
    hosts = []
    for name, value in scope["headers"]:
        # A proxy on the way would say here what the browser asked for.
        if name in (b"host", b":authority", b"x-forwarded-host", b"x-original-host"):
            hosts.append((name, value.decode("latin-1")))
        elif name == b"forwarded":
            hosts += [(name, host) for host in _FORWARDED.findall(value.decode("latin-1"))]
    named = [value for name, value in hosts if name in (b"host", b":authority")]
    if len(named) != 1 or not named[0]:
        return f"the request names {len(named) if any(named) else 'no'} host{'s' if len(named) > 1 else ''}; {_NEXT}"
    for _, value in hosts:
        if not is_ours(value):
            return f"the local AWS does not serve the host {shown(value)}; {_NEXT}"
    return None


_FORWARDED = re.compile(r"""(?i)(?:^|[;,\s])host\s*=\s*"?([^";,\s]*)""")


@functools.lru_cache(maxsize=256)
def is_ours(host):
    """Whether a host, with or without a port, is a name of this machine."""
    lower = host.lower()
    return bool(_LOOPBACK.fullmatch(lower) or _API.fullmatch(lower))
