"""Puts a message of a service itself into a queue."""

import hashlib
import time

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.concurrency import esm_wake
from ministack.core.responses import get_account_id, new_uuid
from ministack.services import sqs


def put(arn, body, attributes=None):
    """Whether there is such a queue. attributes are texts by name."""
    try:
        queue = sqs._queue_by_arn(arn) if parse_arn(arn).service == "sqs" else None
    except ArnParseError:
        queue = None
    if queue is None:
        return False
    now = time.time()
    message = {
        "id": new_uuid(),
        "body": body,
        "md5_body": hashlib.md5(body.encode()).hexdigest(),
        "receipt_handle": None,
        "sent_at": now,
        "visible_at": now + sqs.queue_delay(queue),
        "receive_count": 0,
        "message_attributes": {
            name: {"DataType": "String", "StringValue": value} for name, value in (attributes or {}).items()
        },
        "sys": {"SenderId": get_account_id(), "SentTimestamp": str(int(now * 1000))},
    }
    sqs._ensure_msg_fields(message)
    queue["messages"].append(message)
    esm_wake.set()
    return True
