"""Addresses of APIs and function URLs in the outputs of a stack.

A template writes the address of its API with AWS's own host, `https://<id>.execute-api.<region>.amazonaws.com/Prod`,
and MiniStack hangs the id in front of its own address, which no resolver knows. An output shows the address that this
machine answers, below `/_aws/`, where the API or function URL is one of the local AWS.
"""

import re

from ministack import app
from ministack.services import apigateway, lambda_svc
from ministack.services.cloudformation import _stacks, handlers

from .unsigned_apis import accounts_of

_ADDRESS = re.compile(
    r"(https?|wss?)://([a-z0-9-]+)\.(execute-api|lambda-url)"
    r"\.(?:[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)|(?:[a-z]{2}[a-z0-9-]*\.)?127\.0\.0\.1(?::\d+)?)(?![\w.:-])"
)
_BARE = re.compile(r"/_aws/execute-api/[a-z0-9-]+")


def apply():
    actions = handlers._ACTION_HANDLERS
    describe, parse = actions["DescribeStacks"], app._parse_execute_api_url

    def describe_stacks(params):
        for stack in _stacks.values():
            for output in stack.get("Outputs", []):
                # What the template says is kept: the local AWS may have another port after a restart.
                said = output.setdefault("_liftlock_said", output["OutputValue"])
                output["OutputValue"] = _ADDRESS.sub(_local, str(said))
        return describe(params)

    def parse_execute_api_url(host, path):
        # The address of an API without a path: its $default stage at its root.
        return parse(host, f"{path}/" if _BARE.fullmatch(path) else path)

    actions["DescribeStacks"] = describe_stacks
    app._parse_execute_api_url = parse_execute_api_url


def _local(match):
    scheme, name, service = match.groups()
    known = accounts_of(name) if service == "execute-api" else lambda_svc.resolve_function_url(name)
    if not known:
        return match[0]
    return (
        f"{'ws' if scheme.startswith('ws') else 'http'}://{apigateway._HOST}:{apigateway._PORT}/_aws/{service}/{name}"
    )
