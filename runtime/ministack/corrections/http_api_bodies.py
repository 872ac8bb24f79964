"""An HTTP API that is described by OpenAPI (`Body`), as every HTTP API of AWS SAM is.

MiniStack makes the API without its routes, and every call ends with 404. The service imports the description (API
Gateway, "Working with OpenAPI definitions for HTTP APIs"). `BodyS3Location` is refused, because nothing is read there.
"""

import json
import re

from ministack.services import apigateway

from .resource_handlers import around, refuse_error

_API = "AWS::ApiGatewayV2::Api"
_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
_ANY = "x-amazon-apigateway-any-method"
_SECURITY = "x-amazon-apigateway-authorizer"


def apply():
    around(_API, "create", _create)
    around(_API, "update", _update)


def _create(original, logical_id, props, *more):
    created = original(logical_id, _named(props), *more)
    if isinstance(props.get("Body"), dict):
        _import(created[0], props["Body"])
    elif props.get("BodyS3Location"):
        raise ValueError("the local AWS does not read BodyS3Location; write the description into Body")
    return created


def _update(original, physical_id, old, new, *more):
    api_id, attributes = original(physical_id, _named(old), _named(new), *more)
    if isinstance(new.get("Body"), dict) and (new["Body"] != old.get("Body") or api_id != physical_id):
        for part in (apigateway._routes, apigateway._integrations, apigateway._authorizers):
            part[api_id] = {}
        _import(api_id, new["Body"])
    return api_id, attributes


def _named(props):
    """The name of the API, and who may ask from a browser, where the description says so."""
    body = props.get("Body")
    if not isinstance(body, dict):
        return props
    info = body.get("info") or {}
    said = {"Name": info.get("title"), "Description": info.get("description"), "Version": info.get("version")}
    said = {name: str(value) for name, value in said.items() if value}
    if isinstance(body.get("x-amazon-apigateway-cors"), dict):
        said["CorsConfiguration"] = body["x-amazon-apigateway-cors"]
    return {**said, **props}


def _import(api_id, body):
    schemes = (body.get("components") or {}).get("securitySchemes") or body.get("securityDefinitions") or {}
    authorizers = {name: _authorizer(api_id, name, scheme) for name, scheme in schemes.items()}
    for path, operations in (body.get("paths") or {}).items():
        for method, operation in operations.items():
            if method.lower() in _METHODS or method == _ANY:
                _route(api_id, path, method, operation, operation.get("security", body.get("security")), authorizers)


def _route(api_id, path, method, operation, security, authorizers):
    verb = "ANY" if method == _ANY else method.upper()
    route = {"routeKey": "$default" if path == "/$default" else f"{verb} {path}"}
    integration = operation.get("x-amazon-apigateway-integration")
    if isinstance(integration, dict):
        route["target"] = f"integrations/{_integration(api_id, integration)}"
    for name, scopes in (security or [{}])[0].items():
        route.update(authorizers.get(name) or {})
        if scopes and route.get("authorizationType") == "JWT":
            route["authorizationScopes"] = scopes
    _made(apigateway._create_route(api_id, route), f"route {route['routeKey']}")


def _integration(api_id, said):
    data = {
        "integrationType": str(said.get("type", "aws_proxy")).upper(),
        "integrationUri": said.get("uri", ""),
        "integrationMethod": said.get("httpMethod", "POST"),
        "payloadFormatVersion": str(said.get("payloadFormatVersion", "1.0")),
        "timeoutInMillis": said.get("timeoutInMillis", 30000),
        "requestParameters": said.get("requestParameters"),
        "responseParameters": said.get("responses"),
    }
    return _made(apigateway._create_integration(api_id, data), "integration")["integrationId"]


def _authorizer(api_id, name, scheme):
    """What a route needs to be guarded by a security scheme."""
    if str(scheme.get("x-amazon-apigateway-authtype", "")).lower() == "awssigv4":
        return {"authorizationType": "AWS_IAM"}
    said = scheme.get(_SECURITY)
    if not isinstance(said, dict):
        return {}
    kind = str(said.get("type", "")).upper()
    source = said.get("identitySource", "$request.header.Authorization")
    data = {
        "name": name,
        "authorizerType": kind,
        "identitySource": source if isinstance(source, list) else re.split(r"\s*,\s*", source),
        "jwtConfiguration": said.get("jwtConfiguration", {}),
        "authorizerUri": said.get("authorizerUri", ""),
        "authorizerPayloadFormatVersion": str(said.get("authorizerPayloadFormatVersion", "2.0")),
        "enableSimpleResponses": said.get("enableSimpleResponses", False),
    }
    if "authorizerResultTtlInSeconds" in said:
        data["authorizerResultTtlInSeconds"] = said["authorizerResultTtlInSeconds"]
    authorizer = _made(apigateway._create_authorizer(api_id, data), f"authorizer {name}")
    kind_of_route = "JWT" if kind == "JWT" else "CUSTOM"
    return {"authorizationType": kind_of_route, "authorizerId": authorizer["authorizerId"]}


def _made(answer, what):
    refuse_error(what, answer)
    body = answer[2]
    return json.loads(body) if isinstance(body, (str, bytes)) else body
