"""Compressed bodies, as SDKs send metrics. Kilobytes become gigabytes, so only a signed one is inflated, to a limit.

What is decided by the body of an unsigned request is decided by what was sent.
"""

import zlib

from ministack import app

from ..request import current
from .bodies import UNPROVEN_LIMIT

_GZIP = 31


def apply():
    inflate = app._decompress_request_body

    def decompress_request_body(body, headers):
        request = current.get()
        if request is not None and not request.access_key:
            return body
        return inflate(body, headers) if _fits(body, headers) else body

    app._decompress_request_body = decompress_request_body


def _fits(body, headers):
    if "gzip" not in headers.get("content-encoding", "").lower():
        return True
    size = 0
    while body:
        inflating = zlib.decompressobj(_GZIP)
        while body and not inflating.eof:
            try:
                size += len(inflating.decompress(body, 1024 * 1024))
            except zlib.error:
                return True
            body = inflating.unconsumed_tail
            if size > UNPROVEN_LIMIT:
                return False
        body = inflating.unused_data
    return True
