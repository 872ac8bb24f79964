"""What the environment of a function says."""

import os


class SettingMissing(RuntimeError):
    """The template of the application does not give this function what it needs."""


def setting(name: str) -> str:
    """The value of an environment variable. Raises SettingMissing when it is absent or empty."""
    value = os.environ.get(name, "")
    if value == "":
        raise SettingMissing(f"environment variable {name} is not set")
    return value
