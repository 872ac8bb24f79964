"""Clients of AWS services: each is made once for the life of the process."""

from __future__ import annotations

import functools
import os
from typing import Any


@functools.cache
def session() -> Any:
    """One session of botocore; boto3's resources are not needed and cost start-up time."""
    import botocore.session

    return botocore.session.get_session()


@functools.cache
def client(service: str) -> Any:
    from botocore.config import Config

    retries = {"mode": "standard", "max_attempts": 5}
    return session().create_client(service, config=Config(retries=retries, connect_timeout=3, read_timeout=20))


def prepare(*services: str) -> None:
    """
    Makes clients while a function is initialised, when it has a whole processor for itself (Lambda, "Init phase").
    Elsewhere they are made when they are needed.
    """
    if os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
        for service in services:
            client(service)


def error_code(error: BaseException) -> str:
    """The service's own code of a botocore ClientError, else the empty string."""
    response = getattr(error, "response", None)
    return response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
