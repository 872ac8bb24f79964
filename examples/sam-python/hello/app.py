import json

import humanize


def handler(event, context):
    """Greets a visitor of GET /hello, and counts the visit that the query names."""
    visit = int((event.get("queryStringParameters") or {}).get("visit", 1))
    body = {"message": "hello world", "visit": humanize.ordinal(visit)}
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
