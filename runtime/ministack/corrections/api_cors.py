"""CORS of an HTTP API: CloudFormation spells its parts with capitals, and MiniStack stores them so and finds none."""

from .resource_handlers import around, is_true

_API = "AWS::ApiGatewayV2::Api"


def apply():
    around(_API, "create", lambda original, logical_id, props, *more: original(logical_id, _corrected(props), *more))
    around(
        _API,
        "update",
        lambda original, physical_id, old, new, *more: original(physical_id, old, _corrected(new), *more),
    )


def _corrected(props):
    configuration = props.get("CorsConfiguration")
    if not isinstance(configuration, dict):
        return props
    parts = {f"{name[:1].lower()}{name[1:]}": value for name, value in configuration.items()}
    if "allowCredentials" in parts:
        parts["allowCredentials"] = is_true(parts["allowCredentials"])
    if "maxAge" in parts:
        parts["maxAge"] = int(parts["maxAge"])
    return {**props, "CorsConfiguration": parts}
