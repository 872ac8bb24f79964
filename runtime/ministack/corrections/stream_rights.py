"""Which stream a call about the stream of a table names.

`GetShardIterator`, `GetRecords` and `DescribeStream` are allowed on the stream ("Actions, resources, and condition keys
for Amazon DynamoDB"). MiniStack asks for the rights to everything, and so denies every role that may read its own
stream only.
"""

import json

from ministack.services import dynamodb_streams

from . import resource_arns


def apply():
    resource_arns.around("dynamodbstreams", _stream_arn)


def _stream_arn(_method, _path, body, _region, _account_id):
    try:
        asked = json.loads(body)
        if isinstance(asked.get("StreamArn"), str):
            return asked["StreamArn"]
        iterator = asked.get("ShardIterator")
    except (AttributeError, TypeError, ValueError):
        return None
    known = dynamodb_streams._decode_iterator(iterator) if isinstance(iterator, str) else None
    return known.get("arn") if known else None
