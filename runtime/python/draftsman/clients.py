"""Clients of AWS services: made when first needed, once for the life of the process."""

from __future__ import annotations

import functools
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


def error_code(error: BaseException) -> str:
    """The service's own code of a botocore ClientError, else the empty string."""
    response = getattr(error, "response", None)
    return response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
