"""WebSockets: those of API Gateway are open as on AWS; those of AppSync and IoT are for who signs the handshake."""

from ministack import app
from ministack.core.iam_evaluator import AuthError
from ministack.services import apigateway

from .callers import signatures
from .request import current


def refusal(request, _scope):
    """Why a handshake is refused, or None."""
    request.method = "GET"
    signature = signatures.find(request)
    if signature is None:
        return None if app._parse_execute_api_url(request.host, request.path) else "the handshake has to be signed"
    failure = signature if isinstance(signature, AuthError) else signatures.verify(request, signature, b"")
    if failure is None:
        return None
    return f"{failure.code}: {failure.message}" if isinstance(failure, AuthError) else "the signature is not right"


def apply():
    """A route with AWS_IAM takes only a handshake whose signature was checked above."""
    original = apigateway._authorize_ws_iam

    def authorize_ws_iam(scope, connect_arn, headers, query_params, region):
        request = current.get()
        if request is not None and not request.access_key:
            return 403, "Missing Authentication Token"
        return original(scope, connect_arn, headers, query_params, region)

    apigateway._authorize_ws_iam = authorize_ws_iam
