"""Words of templates: MiniStack reads `00123` as 83, `1.10` as 1.1, keys of digits as numbers, some tags never.

CloudFormation keeps the text of a number, and every key is text ("Template formats" in the user guide).
"""

import json
import types

from ministack.services.cloudformation import engine

_SHORT_FORMS = ("Length", "ToJsonString", "Transform")


def apply():
    for kind in ("int", "float"):
        engine.CfnLoader.add_constructor(f"tag:yaml.org,2002:{kind}", _number)
    engine.CfnLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
    for name in _SHORT_FORMS:
        engine.CfnLoader.add_constructor(f"!{name}", engine._construct_cfn_tag(f"Fn::{name}"))
    engine.json = types.SimpleNamespace(**{**vars(json), "loads": _read_json})


def _read_json(text):
    return json.loads(text, parse_int=_number_of, parse_float=_number_of)


def _number(loader, node):
    return _number_of(loader.construct_scalar(node))


def _number_of(text):
    """The number, if it is written as it was read; else the text."""
    for read in (int, float):
        try:
            value = read(text)
        except ValueError:
            continue
        if str(value) == text:
            return value
    return text


def _mapping(loader, node):
    loader.flatten_mapping(node)
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}
