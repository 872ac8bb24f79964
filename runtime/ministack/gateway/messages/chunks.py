"""Bodies in chunks (aws-chunked), as SDKs stream them.

What comes behind the last chunk becomes headers of the request, after its signature was checked. So it may be checksums
alone, and behind signed chunks it has to be signed itself.
"""

import hashlib
import hmac

from ministack import app
from ministack.core import sigv4

_CHECKSUM = "x-amz-checksum-"
_SIGNATURE = "x-amz-trailer-signature"


def apply():
    decode, chunks_match = app._decode_aws_chunked_body, sigv4._chunk_signatures_match

    def decode_aws_chunked_body(body, headers):
        former = frozenset(headers)
        decoded = decode(body, headers)
        for name in [each for each in headers if each not in former]:
            if name.startswith(_CHECKSUM):
                continue
            del headers[name]
            if name != _SIGNATURE:
                raise app._IncompleteRequestBody("a trailer that is no checksum")
        return decoded

    def chunk_signatures_match(body, seed, signature, key):
        return chunks_match(body, seed, signature, key) and _is_trailer_signed(body, signature, key)

    app._decode_aws_chunked_body = decode_aws_chunked_body
    sigv4._chunk_signatures_match = chunk_signatures_match


def _is_trailer_signed(body, signature, key):
    """Whether nothing comes behind the chunks, or something with a right signature of its own."""
    last, lines = _end_of(body)
    given = [value for name, value in lines if name == _SIGNATURE]
    signed = "".join(f"{name}:{value}\n" for name, value in lines if name != _SIGNATURE)
    if not signed:
        return not given
    scope = f"{signature.date_stamp}/{signature.region}/{signature.service}/aws4_request"
    digest = hashlib.sha256(signed.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256-TRAILER", signature.amz_date, scope, last, digest])
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return len(given) == 1 and hmac.compare_digest(expected.encode(), given[0].encode())


def _end_of(body):
    """The signature of the last chunk, and (name, value) of what comes behind it."""
    position = 0
    while True:
        end = body.index(b"\r\n", position)
        size, _, signature = body[position:end].decode("ascii").partition(";chunk-signature=")
        position = end + 2
        if int(size, 16) == 0:
            break
        position += int(size, 16) + 2
    lines = body[position:].decode("utf-8", "replace").split("\r\n")
    pairs = [line.partition(":")[::2] for line in lines if line]
    return signature.strip(), [(name.strip().lower(), value.strip()) for name, value in pairs]
