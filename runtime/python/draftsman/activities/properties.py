"""The property vault: one JSON object in a secret."""

from __future__ import annotations

import json
from typing import Any

from draftsman.activities.value import Value, required
from draftsman.notifiers import Activity, NotifierRun
from draftsman.running.clients import client
from draftsman.running.settings import setting


def fetch_property(*, key: Value) -> Activity:
    def activity(run: NotifierRun) -> Any:
        name = required(key, run, "key")
        answer = client("secretsmanager").get_secret_value(SecretId=setting("PROPERTY_VAULT"))
        properties = json.loads(answer["SecretString"])
        if name not in properties:
            raise LookupError(f"the property vault has no {name}")
        return properties[name]

    return activity
