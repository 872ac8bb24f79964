"""Holds each request to what it was let in for, at the places where MiniStack chooses a handler.

MiniStack looks at paths before hosts and at headers before paths; a request for an API of API Gateway could so reach
SES, and an unsigned one for Cognito every other service. Here only the handler is asked that the request may reach.
"""

from ministack import app
from ministack.core.iam_evaluator import AuthError
from ministack.core.router import detect_service

from . import reach
from .callers import web_identities
from .callers.admission import MISSING, refused
from .request import current

# What MiniStack dispatches by itself: who may reach it has shown a signature or the token.
_ALL = frozenset({reach.SIGNED, reach.TOKEN})
_SERVICES = frozenset({reach.COGNITO, reach.IDENTITY_POOLS, reach.STS, reach.S3})


def apply():
    for function in (
        _handle_pre_body_request,
        _handle_post_body_shortcuts,
        _handle_special_data_plane_request,
        _dispatch_service_request,
        _handle_execute_api_request,
        _handle_lambda_url_request,
        _enforce_execute_api,
    ):
        _ORIGINAL[function.__name__] = getattr(app, function.__name__)
        setattr(app, function.__name__, function)


_ORIGINAL = {}


async def _handle_pre_body_request(method, path, headers, query_params, request_id):
    request = current.get()
    original = _ORIGINAL["_handle_pre_body_request"]
    if request is None or request.reach in _ALL or request.reach == reach.HEALTH:
        return await original(method, path, headers, query_params, request_id)
    if request.reach == reach.USER_POOL_PAGES:
        return await app._handle_cognito_get_request(method, path, headers, query_params)
    return None


async def _handle_post_body_shortcuts(method, path, headers, body, query_params, request_id):
    request = current.get()
    if request is None or request.reach in _ALL or request.reach == reach.CALLBACK:
        return await _ORIGINAL["_handle_post_body_shortcuts"](method, path, headers, body, query_params, request_id)
    if request.reach == reach.USER_POOL_PAGES:
        return await app._handle_cognito_body_request(method, path, headers, body, query_params)
    return None


async def _handle_special_data_plane_request(
    method, path, headers, body, query_params, request_id, raw_path=None, raw_query_string="", client_ip="127.0.0.1"
):
    request = current.get()
    host = headers.get("host", "")
    if request is None or request.reach in _ALL:
        return await _ORIGINAL["_handle_special_data_plane_request"](
            method, path, headers, body, query_params, request_id, raw_path, raw_query_string, client_ip
        )
    if request.reach == reach.API:
        answer = await app._handle_execute_api_request(
            host, path, method, headers, body, query_params, raw_path=raw_path, raw_query_string=raw_query_string
        )
        return app._with_data_plane_headers(answer, request_id, wildcard_cors=False)
    if request.reach == reach.FUNCTION_URL:
        return await app._handle_lambda_url_request(host, path, method, headers, body, query_params)
    if request.reach == reach.S3:
        answer = await app._handle_s3_vhost_request(host, path, method, headers, body, query_params)
        return app._with_data_plane_headers(answer, request_id, include_s3_id=True, wildcard_cors=False)
    return None


async def _dispatch_service_request(method, path, headers, body, query_params, request_id):
    request = current.get()
    original = _ORIGINAL["_dispatch_service_request"]
    if request is None or request.reach in _ALL:
        return await original(method, path, headers, body, query_params, request_id)
    params = app._routing_params(method, path, headers, body, query_params)
    if request.reach not in _SERVICES or detect_service(method, path, headers, params) != request.reach:
        return refused(request, MISSING)
    if request.reach == reach.STS and (failure := web_identities.refusal(body)):
        return refused(request, failure, request.reach)
    if request.reach == reach.IDENTITY_POOLS and (failure := web_identities.pool_refusal(headers)):
        return refused(request, failure, request.reach)
    return await original(method, path, headers, body, query_params, request_id)


async def _handle_execute_api_request(*arguments, **options):
    return _of_api(await _ORIGINAL["_handle_execute_api_request"](*arguments, **options))


async def _handle_lambda_url_request(host, path, method, headers, body, query_params, source_ip=None):
    parsed = app._parse_lambda_url(host, path)
    configuration = app._function_url_auth_target(parsed[0])[2] if parsed else None
    request = current.get()
    closed = configuration is not None and configuration[4].get("AuthType") != "NONE"
    if closed and request is not None and request.reach == reach.FUNCTION_URL and method != "OPTIONS":
        forbidden = {"Content-Type": "application/json", "x-amzn-ErrorType": "AccessDeniedException"}
        return _of_api((403, forbidden, b'{"Message":"Forbidden"}'))
    original = _ORIGINAL["_handle_lambda_url_request"]
    return _of_api(await original(host, path, method, headers, body, query_params, source_ip))


def _enforce_execute_api(api_id, stage, method, execute_path, headers, query_params, iam_action="execute-api:Invoke"):
    """Methods with AWS_IAM, and the address that speaks to connections of a WebSocket API, are for signed requests."""
    request = current.get()
    if request is not None and request.reach == reach.API:
        kind = app._execute_api_authorization_type(api_id, stage, method, execute_path)
        if kind == "AWS_IAM" or iam_action != "execute-api:Invoke":
            failure = AuthError("MissingAuthenticationToken", "Missing Authentication Token")
            rest = app._get_module("apigateway_v1")
            answer = rest.authentication_error_response(api_id, stage, failure, headers, query_params)
            return answer or (403, {"Content-Type": "application/json"}, b'{"message":"Forbidden"}')
    return _ORIGINAL["_enforce_execute_api"](api_id, stage, method, execute_path, headers, query_params, iam_action)


def _of_api(answer):
    """What an API or a function URL says to pages of other origins is its own matter."""
    request = current.get()
    if answer is not None and request is not None:
        request.cross_origin = "api"
    return answer
