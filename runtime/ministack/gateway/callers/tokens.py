"""Who knows the bearer token of this daemon."""

import hmac


def holds_token(headers, token):
    """Whether the Authorization header carries the token; an empty token is never accepted."""
    given = headers.get("authorization", "").encode()
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())
