"""Which pages may ask: those of origins that the owner of the daemon configured, and no other."""

import re

from ..messages.answers import shown

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")
_LIMIT = 100
_NEXT = "allow it with: liftlock local up --origin <origin>"

_configured = frozenset()


def configured():
    return sorted(_configured)


def configure(origins):
    """Replace the set. ValueError for an invalid origin, and for `*` and `null`, which every page could send."""
    global _configured
    if not isinstance(origins, list) or len(origins) > _LIMIT:
        raise ValueError(f"origins has to be a list of at most {_LIMIT}")
    for origin in origins:
        if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{shown(str(origin))} is no origin; give scheme, host and port, as http://localhost:5173")
    _configured = frozenset(origins)


def is_allowed(origin):
    return origin in _configured


def refusal(scope):
    """Why the request is refused for the page that sent it, or None. Only browsers send these headers.

    Images, forms, scripts and navigations send no Origin, but every browser marks them by Sec-Fetch-Site; a page on
    another port of this machine counts as the same site.
    """
    origins, sites = [], []
    for name, value in scope["headers"]:
        if name == b"origin":
            origins.append(value.decode("latin-1"))
        elif name == b"sec-fetch-site":
            sites.append(value.decode("latin-1"))
    if not origins and not sites:
        return None
    for origin in origins:
        if not is_allowed(origin):
            return f"the local AWS does not serve pages of the origin {shown(origin)}; {_NEXT}"
    if len(origins) > 1:
        return "the request names more than one origin"
    for site in sites:
        if not origins and site not in ("same-origin", "none"):
            return f"the local AWS does not serve a page of another site ({shown(site)}); {_NEXT}"
    return None
