"""
Files of users (model format 4.1, decision D-12): a place for a file, and the event when the file is there.

The key of a file says who uploaded it and in which trace. The address is signed for that key alone.
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
import urllib.parse
import uuid
from typing import Any

from draftsman.documents.items import Item
from draftsman.events import Envelope, now
from draftsman.messages import bus, traces
from draftsman.running.clients import client, prepare, session
from draftsman.running.logs import correlation_id, log, set_up
from draftsman.running.settings import setting
from draftsman.utils import FunctionalException

EVENT = "FileUploaded"
FOLDER = "uploads"

#: How long the address of a file can be used.
ADDRESS_SECONDS = 15 * 60

#: Bytes of a key (S3 user guide, "Naming objects"), less those of all parts but the name.
_NAME_BYTES = 255
_TRACE = re.compile(r"[A-Za-z0-9._:-]{1,128}")

set_up()
prepare("s3", "events")


def upload(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """
    The place for one file. With `content` the file is stored at once; without, `url` takes it by PUT for 15 minutes.
    Raises FunctionalException for a name or a trace id that cannot be.
    """
    arguments = event.get("arguments") or {}
    trace = event.get("correlationId") or str(uuid.uuid4())
    if not _TRACE.fullmatch(trace):
        raise FunctionalException(
            "the header correlation-id takes 1 to 128 letters, digits, dots, colons, dashes and underscores"
        )
    correlation_id.set(trace)
    bucket, key = setting("APPLICATION_BUCKET"), key_of(event, _name(arguments.get("name")), trace)
    answer = {"correlationId": trace, "uri": key, "location": f"s3://{bucket}/{key}", "url": None}
    content = arguments.get("content") or ""
    accepted = Envelope(EVENT, str(uuid.uuid4()), trace, now(), event.get("username") or "", [], Item(), "")
    traces.publish(traces.Component("appsync", "Upload"), accepted, "accepted")
    if content == "":
        parameters = {"Bucket": bucket, "Key": key}
        answer["url"] = _signer().generate_presigned_url("put_object", parameters, ADDRESS_SECONDS)
    else:
        client("s3").put_object(Bucket=bucket, Key=key, Body=_bytes(content))
    return answer


@functools.cache
def _signer() -> Any:
    """Signs for the bucket's own region and by Signature Version 4, which every region takes (S3 user guide)."""
    from botocore.config import Config

    return session().create_client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


def key_of(event: dict[str, Any], name: str, trace: str) -> str:
    """`uploads/private/kim/<trace>/report.pdf`, with the user's name percent-encoded."""
    folder = "public" if (event.get("arguments") or {}).get("public") is True else "private"
    return "/".join([FOLDER, folder, urllib.parse.quote(event["username"], safe=""), trace, name])


def uploaded(event: dict[str, Any], _context: Any) -> None:
    """Publishes one new object of the bucket as `FileUploaded`, with the same event id however often S3 tells."""
    detail = event["detail"]
    bucket, key = detail["bucket"]["name"], detail["object"]["key"]
    parts = key.split("/", 4)
    if len(parts) != 5 or parts[0] != FOLDER:
        log.warning("%s is no upload of a user", key)
        return
    _, _, user, trace, _ = parts
    correlation_id.set(trace)
    username, location = urllib.parse.unquote(user), f"s3://{bucket}/{key}"
    version = detail["object"].get("version-id") or detail["object"].get("sequencer") or event["id"]
    envelope = Envelope(
        type=EVENT,
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{location}?{version}")),
        correlation_id=trace,
        timestamp=str(event.get("time") or now()),
        requestor=username,
        groups=[],
        data=Item({"bucket": bucket, "uri": key, "location": location, "username": username}),
        previous="appsync",
    )
    if bus.put([bus.entry("appsync", EVENT, envelope.to_detail())]):
        raise RuntimeError(f"the bus refused the upload {key}")


def _name(given: Any) -> str:
    """The file's own name: a path of the user's machine says nothing here."""
    name = _text(given).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if name in ("", ".", "..") or not name.isprintable() or len(name.encode()) > _NAME_BYTES:
        raise FunctionalException(f"{name!r} cannot name a file: it takes 1 to {_NAME_BYTES} bytes of visible text")
    return name


def _text(value: Any) -> str:
    return _bytes(str(value or "")).decode("utf-8", "replace")


def _bytes(value: str) -> bytes:
    """Text as clients send it, which may be `base64:` and the bytes themselves (model format 16.6)."""
    if not value.startswith("base64:"):
        return value.encode()
    try:
        return base64.b64decode(value.removeprefix("base64:"), validate=True)
    except binascii.Error as error:
        raise FunctionalException(f"the text after base64: is no base64: {error}") from None
