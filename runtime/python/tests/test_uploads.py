"""Files of users: where they go, and the event that they become."""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid

import pytest

from draftsman import uploads
from draftsman.running.clients import client
from draftsman.utils import FunctionalException


@pytest.fixture
def bucket(aws, monkeypatch):
    name = f"files-{uuid.uuid4().hex[:8]}"
    client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    monkeypatch.setenv("APPLICATION_BUCKET", name)
    uploads._signer.cache_clear()
    yield name
    uploads._signer.cache_clear()


def asked(name="report.pdf", trace="t-1", username="kim", **arguments):
    return {"arguments": {"name": name, **arguments}, "correlationId": trace, "username": username}


def stored(bucket, key):
    return client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()


def put(url, data):
    return urllib.request.urlopen(urllib.request.Request(url, data=data, method="PUT")).status


def test_the_address_takes_one_file_for_exactly_its_key(bucket):
    answer = uploads.upload(asked(), None)
    url = answer.pop("url")

    assert answer == {
        "correlationId": "t-1",
        "uri": "uploads/private/kim/t-1/report.pdf",
        "location": f"s3://{bucket}/uploads/private/kim/t-1/report.pdf",
    }
    assert put(url, b"%PDF") == 200
    assert stored(bucket, answer["uri"]) == b"%PDF"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        put(url.replace("/kim/", "/lee/"), b"%PDF")


def test_the_address_is_signed_for_the_region_of_the_bucket_by_version_4(bucket, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    url = uploads.upload(asked(), None)["url"]

    assert url.startswith(f"https://{bucket}.s3.eu-west-1.amazonaws.com/uploads/private/kim/t-1/report.pdf?X-Amz-")
    assert f"X-Amz-Expires={uploads.ADDRESS_SECONDS}" in url


@pytest.mark.parametrize(
    ("content", "data"), [("hé", "hé".encode()), ("base64:AAEC", b"\0\1\2"), ("base64:aMOp", "hé".encode())]
)
def test_content_that_is_given_is_stored_at_once(bucket, content, data):
    answer = uploads.upload(asked(content=content, public=True), None)

    assert (answer["url"], answer["uri"]) == (None, "uploads/public/kim/t-1/report.pdf")
    assert stored(bucket, answer["uri"]) == data


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("C:\\pictures\\cat.jpg", "cat.jpg"),
        ("../../kim/cat.jpg", "cat.jpg"),
        ("base64:YSBjYXQuanBn", "a cat.jpg"),
        ("é.txt", "é.txt"),
    ],
)
def test_of_a_path_only_the_name_of_the_file_stays(bucket, name, stays):
    assert uploads.upload(asked(name), None)["uri"] == f"uploads/private/kim/t-1/{stays}"


@pytest.mark.parametrize("name", ["", " ", "/", "..", "a\nb", "é" * 128, None, "base64:?"])
def test_a_name_that_cannot_be_is_refused(bucket, name):
    with pytest.raises(FunctionalException):
        uploads.upload(asked(name), None)


def test_a_user_name_cannot_leave_its_folder_and_a_trace_id_has_to_be_one(bucket):
    assert uploads.upload(asked(username="a/../b c"), None)["uri"].startswith("uploads/private/a%2F..%2Fb%20c/t-1/")
    with pytest.raises(FunctionalException, match="correlation-id"):
        uploads.upload(asked(trace="a/b"), None)
    assert uuid.UUID(uploads.upload(asked(trace=""), None)["correlationId"])


def told(key, version="v1", id="s3-1"):
    detail = {"bucket": {"name": "files"}, "object": {"key": key, "version-id": version}}
    return {"id": id, "time": "2026-01-02T03:04:05Z", "detail-type": "Object Created", "detail": detail}


def test_an_object_becomes_the_event_that_flows_know(bus):
    key = "uploads/private/a%2Fb/t-1/re/port.pdf"
    uploads.uploaded(told(key), None)

    (event,) = bus()
    assert (event["source"], event["detail-type"]) == ("appsync", "FileUploaded")
    detail = event["detail"]
    assert (detail["type"], detail["correlationId"], detail["requestor"]) == ("FileUploaded", "t-1", "a/b")
    assert detail["data"] == {"bucket": "files", "uri": key, "location": f"s3://files/{key}", "username": "a/b"}


def test_an_object_that_is_told_twice_is_one_event_and_a_new_version_another(bus):
    key = "uploads/private/kim/t-1/report.pdf"
    for version, id in [("v1", "s3-1"), ("v1", "s3-2"), ("v2", "s3-3")]:
        uploads.uploaded(told(key, version, id), None)

    first, again, new = (each["detail"]["id"] for each in bus())
    assert first == again != new


def test_an_object_that_no_user_uploaded_is_left_alone(bus):
    uploads.uploaded(told("uploads/x"), None)
    uploads.uploaded(told("receipts/private/kim/t-1/a"), None)

    assert bus() == []
