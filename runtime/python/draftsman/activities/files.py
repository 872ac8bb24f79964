"""Files in a bucket."""

from __future__ import annotations

import mimetypes

from draftsman.activities.value import Value, required, resolve, text
from draftsman.notifiers import Activity, NotifierRun
from draftsman.running.clients import client
from draftsman.running.settings import setting


def write_file(*, path: Value = "", file_name: Value = "", content: Value = "", bucket: str = "") -> Activity:
    """Without a bucket, files go to the application's own bucket (decision D-35)."""

    def activity(run: NotifierRun) -> None:
        name = required(file_name, run, "file-name")
        folder = text(path, run).strip("/")
        value = resolve(content, run)
        body = value if isinstance(value, bytes) else ("" if value is None else str(value)).encode()
        client("s3").put_object(
            Bucket=bucket or setting("APPLICATION_BUCKET"),
            Key=f"{folder}/{name}" if folder else name,
            Body=body,
            ContentType=mimetypes.guess_type(name)[0] or "application/octet-stream",
        )

    return activity
