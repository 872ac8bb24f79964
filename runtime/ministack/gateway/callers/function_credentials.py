"""Credentials of the role of a function, where permissions are enforced.

MiniStack makes them from the names of the function and of its role, so that everybody who knows the names could work
them out and sign with them. Here they need the secret of this daemon, too.
"""

import hashlib
import hmac
import os

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts


def apply():
    original = lambda_runtime.execution_credentials

    def execution_credentials(config):
        return _of_role(config) if app.AUTH else original(config)

    lambda_runtime.execution_credentials = execution_credentials
    lambda_svc.execution_credentials = execution_credentials


def _of_role(config):
    account, _region = lambda_runtime._account_region_from_function_config(config)
    role = config.get("Role", "")
    role_name = role.rsplit("/", 1)[-1]
    name = config.get("FunctionName", "ministack-lambda")[:64]
    access_key = f"ASIA{_derived('key', config, role)[:16].upper()}"
    secret, token = _derived("secret", config, role), _derived("token", config, role)
    session = {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{name}",
        "UserId": f"{role_name}:{name}",
        "SecretAccessKey": secret,
        "SessionToken": token,
    }
    sts.register_session(access_key, session)
    return {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def _derived(purpose, config, role):
    """Always the same for one function and role, so that a worker that runs keeps credentials that count."""
    text = "\n".join((purpose, config.get("FunctionArn", ""), role))
    return hmac.new(os.environ["AWS_SECRET_ACCESS_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()
