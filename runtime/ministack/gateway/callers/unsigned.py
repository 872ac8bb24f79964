"""What AWS serves without a signature, by the form of the request. What is decided by the body is decided in
`dispatch.py`, where the body is there.
"""

import functools
import re

from ministack import app
from ministack.core.iam_actions import unsigned_operations
from ministack.services import cognito

from .. import reach

_TARGETS = {
    "AWSCognitoIdentityProviderService": reach.COGNITO,
    "AWSCognitoIdentityService": reach.IDENTITY_POOLS,
}
_USER_POOL_PAGES = {
    "GET": frozenset({"/oauth2/authorize", "/oauth2/userInfo", "/oauth2/userinfo", "/logout"}),
    "POST": frozenset({"/oauth2/token", "/oauth2/userInfo", "/oauth2/userinfo", "/oauth2/login", "/login"}),
}
_KEY_SET = re.compile(r"/([\w-]+)/\.well-known/(?:jwks\.json|openid-configuration)")
_FORM = "application/x-www-form-urlencoded"


def reach_of(request):
    """One of the names in `reach`, or None where AWS demands a signature."""
    if is_user_pool_page(request.method, request.path):
        return reach.USER_POOL_PAGES
    return _of_operations(request) or (reach.S3 if _may_be_public(request) else None)


def is_user_pool_page(method, path):
    """Whether an address is a page of managed sign-in, or the keys of a user pool that there is."""
    if path in _USER_POOL_PAGES.get(method, ()):
        return True
    key_set = _KEY_SET.fullmatch(path) if method == "GET" else None
    return key_set is not None and cognito._get_pool_unscoped(key_set[1]) is not None


def data_plane_of(host, path):
    """Whether host and path are those of an API of API Gateway or of a function URL."""
    if app._parse_execute_api_url(host, path) or app._resolve_custom_domain_request(host, path):
        return reach.API
    return reach.FUNCTION_URL if app._parse_lambda_url(host, path) else None


def _of_operations(request):
    """Operations that SDKs send unsigned, by the models of botocore; they all go to the root of the endpoint."""
    if request.method != "POST" or request.path != "/" or request.query:
        return None
    target = request.headers.get("x-amz-target")
    if target is None:
        return reach.STS if request.headers.get("content-type", "").startswith(_FORM) else None
    service, _, operation = target.partition(".")
    name = _TARGETS.get(service)
    return name if name and operation in operations(name) else None


@functools.cache
def operations(service):
    """The operations of a service that clients send unsigned, such as InitiateAuth."""
    return frozenset(unsigned_operations(service))


def _may_be_public(request):
    """Whether a bucket decides: it may be readable for everybody, or take a form with a signed policy."""
    return "x-amz-target" not in request.headers and app._s3_cors_target(request.host, request.path) is not None
