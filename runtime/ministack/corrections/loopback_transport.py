"""Whether a request came with TLS, as policies ask by `aws:SecureTransport`.

Everything is served over the loopback of one machine, where no TLS is needed; policies that demand it, as those of
generated buckets do, would refuse every request. AWS is only ever reached with TLS, so that is what policies are told.
Where permissions are not enforced, MiniStack notes nothing about a request, and still asks the policy of a bucket of
another account: so it is what holds without a note, too.
"""

import contextvars

from ministack import app
from ministack.core import iam_evaluator


def apply():
    original = app.pin_request_origin

    def pin_request_origin(source_ip, _secure_transport):
        original(source_ip, True)

    app.pin_request_origin = pin_request_origin
    iam_evaluator._request_origin = contextvars.ContextVar(
        "liftlock_request_origin", default=(iam_evaluator._request_origin.get()[0], True)
    )
