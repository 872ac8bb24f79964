"""A local AWS for the tests: MiniStack on loopback, with tables of their own for each test."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TABLES = {
    "EVENT_STORE_TABLE": "events",
    "KEYCHAIN_TABLE": "keys",
    "IDEMPOTENCY_TABLE": "idempotency",
    "OUTBOX_TABLE": "outbox",
    "VIEW_STORE_TABLE": "views",
    "TRACE_TABLE": "traces",
    "DEAD_LETTER_TABLE": "dead-letters",
}

REGION = "eu-west-1"
SECRET_ACCESS_KEY = secrets.token_hex(20)


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """Address of a MiniStack that ends, with all it started, when the tests end."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "tmp").mkdir()
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "TMPDIR": f"{folder}/tmp",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        }
        with Path(folder, "log").open("w+") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                env=environment,
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for(address, process, Path(folder, "log"))
                yield address
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


@pytest.fixture
def aws(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Gives the runtime empty tables and a bus, and the test a client for DynamoDB."""
    from draftsman.running import clients

    suffix = uuid.uuid4().hex[:8]
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111111111111")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
    clients.session.cache_clear()
    clients.client.cache_clear()
    for variable, name in TABLES.items():
        monkeypatch.setenv(variable, f"{name}-{suffix}")
        create_table(f"{name}-{suffix}", stream=name == "outbox")
    monkeypatch.setenv("EVENT_BUS", f"bus-{suffix}")
    clients.client("events").create_event_bus(Name=f"bus-{suffix}")
    yield clients.client("dynamodb")
    for name in TABLES.values():
        clients.client("dynamodb").delete_table(TableName=f"{name}-{suffix}")
    clients.session.cache_clear()
    clients.client.cache_clear()


@pytest.fixture
def bus(aws: Any) -> Any:
    """A function that receives all that was put on the bus since its last call."""
    from draftsman.running.clients import client

    name = os.environ["EVENT_BUS"]
    url = client("sqs").create_queue(QueueName=name)["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("events").put_rule(Name=name, EventBusName=name, EventPattern='{"account": ["111111111111"]}')
    client("events").put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "all", "Arn": arn}])
    return lambda: receive(url)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are for competitors in production."""
    monkeypatch.setattr("draftsman.running.retries.PAUSES_SECONDS", (0.0, 0.0, 0.0))
    monkeypatch.setattr("draftsman.running.retries.FIRST_PAUSE_SECONDS", 0.0)


def create_table(name: str, stream: bool = False) -> None:
    from draftsman.running.clients import client

    more = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}} if stream else {}
    client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        **more,
    )


def receive(url: str) -> list[dict[str, Any]]:
    import json

    from draftsman.running.clients import client

    found: list[dict[str, Any]] = []
    while messages := client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"MiniStack ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{address}/_ministack/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"MiniStack gave no answer: {log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@pytest.fixture
def web() -> Iterator[Any]:
    from web import serving

    with serving() as server:
        yield server


@pytest.fixture
def api(web: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The application's API, as far as the functions see it."""
    monkeypatch.setenv("API_ENDPOINT", f"{web.url}/graphql")
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111111111111")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
    return web
