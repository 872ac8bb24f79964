"""The content delivery network in front of the application's files."""

from __future__ import annotations

import uuid

from draftsman.activities.value import Value, required
from draftsman.notifiers import Activity, NotifierRun
from draftsman.running.clients import client
from draftsman.running.settings import setting


def invalidate_cdn(*, uri: Value) -> Activity:
    def activity(run: NotifierRun) -> None:
        path = required(uri, run, "uri")
        paths = [path if path.startswith("/") else f"/{path}"]
        client("cloudfront").create_invalidation(
            DistributionId=setting("CDN_DISTRIBUTION_ID"),
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": paths},
                "CallerReference": str(uuid.uuid4()),
            },
        )

    return activity
