"""Users and groups of the application's user pool."""

from __future__ import annotations

import json
import secrets
import string
from typing import Any

from draftsman.activities.value import Value, required
from draftsman.notifiers import Activity, NotifierRun
from draftsman.running.clients import client, error_code
from draftsman.running.settings import setting

SYSTEM_USER = "system-user"


def create_group(*, group: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        _pool().create_group(**_in_pool(), GroupName=required(group, run, "group-name"))

    return activity


def delete_group(*, group: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        _pool().delete_group(**_in_pool(), GroupName=required(group, run, "group-name"))

    return activity


def add_user_to_group(*, group: Value, username: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        _pool().admin_add_user_to_group(**_membership(group, username, run))

    return activity


def remove_user_from_group(*, group: Value, username: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        _pool().admin_remove_user_from_group(**_membership(group, username, run))

    return activity


def retrieve_email(*, username: Value) -> Activity:
    """The user's e-mail address, or None."""

    def activity(run: NotifierRun) -> str | None:
        user = _pool().admin_get_user(**_in_pool(), Username=required(username, run, "username"))
        attributes = {each["Name"]: each["Value"] for each in user.get("UserAttributes", [])}
        return attributes.get("email")

    return activity


def create_user(*, username: Value, password: Value, email: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        address = required(email, run, "email")
        attributes = [
            {"Name": "email", "Value": address},
            {"Name": "email_verified", "Value": "true"},
        ]
        _create(required(username, run, "username"), required(password, run, "password"), attributes)

    return activity


def delete_user(*, username: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        _pool().admin_delete_user(**_in_pool(), Username=required(username, run, "username"))

    return activity


def create_system_user() -> Activity:
    """
    The technical user, whose password lies in the secret. Fails when it exists already, unless an earlier attempt was
    cut short before the password was set: then that is made up for.
    """

    def activity(_run: NotifierRun) -> None:
        password = _system_password()
        try:
            _create(SYSTEM_USER, password, [])
        except Exception as error:
            if error_code(error) != "UsernameExistsException" or not _is_unfinished(SYSTEM_USER):
                raise
            _set_password(SYSTEM_USER, password)

    return activity


def _system_password() -> str:
    """The password in the secret; one is made and stored when there is none yet."""
    store, secret_id = client("secretsmanager"), setting("SYSTEM_USER_SECRET")
    try:
        stored = json.loads(store.get_secret_value(SecretId=secret_id)["SecretString"])
    except Exception as error:
        if error_code(error) != "ResourceNotFoundException":
            raise
        stored = {}
    if stored.get("password"):
        return str(stored["password"])
    password = _new_password()
    content = json.dumps({"username": SYSTEM_USER, "password": password})
    store.put_secret_value(SecretId=secret_id, SecretString=content)
    return password


def _new_password() -> str:
    """Forty characters, one of each class that a user pool can ask for."""
    classes = [string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.!+"]
    characters = [secrets.choice(each) for each in classes]
    characters += [secrets.choice("".join(classes)) for _ in range(36)]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def _create(username: str, password: str, attributes: list[dict[str, str]]) -> None:
    _pool().admin_create_user(**_in_pool(), Username=username, MessageAction="SUPPRESS", UserAttributes=attributes)
    _set_password(username, password)


def _set_password(username: str, password: str) -> None:
    _pool().admin_set_user_password(**_in_pool(), Username=username, Password=password, Permanent=True)


def _is_unfinished(username: str) -> bool:
    user = _pool().admin_get_user(**_in_pool(), Username=username)
    return user.get("UserStatus") == "FORCE_CHANGE_PASSWORD"


def _membership(group: Value, username: Value, run: NotifierRun) -> dict[str, Any]:
    return {
        **_in_pool(),
        "GroupName": required(group, run, "group-name"),
        "Username": required(username, run, "username"),
    }


def _pool() -> Any:
    return client("cognito-idp")


def _in_pool() -> dict[str, str]:
    return {"UserPoolId": setting("USER_POOL_ID")}
