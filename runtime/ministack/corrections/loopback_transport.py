"""Whether a request came with TLS, as policies ask by `aws:SecureTransport`.

Everything is served over the loopback of one machine, where no TLS is needed; policies that demand it, as those of
generated buckets do, would refuse every request. AWS is only ever reached with TLS, so that is what policies are told.
"""

from ministack import app


def apply():
    original = app.pin_request_origin

    def pin_request_origin(source_ip, _secure_transport):
        original(source_ip, True)

    app.pin_request_origin = pin_request_origin
