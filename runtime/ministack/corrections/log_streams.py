"""Which resource a call about a log stream names.

`GetLogEvents` and `PutLogEvents` are allowed on the stream ("Actions, resources, and condition keys for Amazon
CloudWatch Logs"), and `CreateLogStream` is refused on it, too. MiniStack asks for the rights to the group, and so
denies roles that may read the streams of a group only.
"""

import json

from . import resource_arns


def apply():
    resource_arns.around("logs", _stream_arn)


def _stream_arn(_method, _path, body, region, account_id):
    try:
        asked = json.loads(body)
        group, stream = asked.get("logGroupName"), asked.get("logStreamName")
    except (AttributeError, TypeError, ValueError):
        return None
    if not (isinstance(group, str) and isinstance(stream, str)):
        return None
    return f"arn:aws:logs:{region}:{account_id}:log-group:{group}:log-stream:{stream}"
