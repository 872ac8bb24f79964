"""Identity tokens of users, and of the system user as whom notifiers call the API."""

from __future__ import annotations

import json
import time

from draftsman.activities.value import Value, required
from draftsman.notifiers import Activity, NotifierRun
from draftsman.running.clients import client
from draftsman.running.settings import setting

#: A token is given up so long before it expires.
MARGIN_SECONDS = 300

_cached: dict[str, tuple[str, float]] = {}


def get_token(*, username: Value, password: Value) -> Activity:
    def activity(run: NotifierRun) -> str:
        return sign_in(required(username, run, "username"), required(password, run, "password"))[0]

    return activity


def get_system_user_token() -> Activity:
    def activity(_run: NotifierRun) -> str:
        return system_user_token()

    return activity


def system_user_token() -> str:
    """Signed in once, and again when the token is about to expire."""
    secret_id = setting("SYSTEM_USER_SECRET")
    token, expires = _cached.get(secret_id, ("", 0.0))
    if expires - MARGIN_SECONDS <= time.time():
        answer = client("secretsmanager").get_secret_value(SecretId=secret_id)
        user = json.loads(answer["SecretString"])
        token, seconds = sign_in(user["username"], user["password"])
        _cached[secret_id] = (token, time.time() + seconds)
    return token


def forget_system_user_token() -> None:
    """For a token that the API has refused: groups or password may have changed."""
    _cached.clear()


def sign_in(username: str, password: str) -> tuple[str, int]:
    """Identity token, and the seconds that it lasts."""
    answer = client("cognito-idp").admin_initiate_auth(
        UserPoolId=setting("USER_POOL_ID"),
        ClientId=setting("USER_POOL_CLIENT_ID"),
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    if "AuthenticationResult" not in answer:
        raise PermissionError(f"{username} cannot sign in: {answer.get('ChallengeName')} is asked for")
    result = answer["AuthenticationResult"]
    return result["IdToken"], int(result.get("ExpiresIn", 3600))
