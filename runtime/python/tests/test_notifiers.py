"""Notifiers: activities against the local AWS and a web server, and what people learn of their failures."""

from __future__ import annotations

import json
import os
import tempfile
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from desk import Opened, bus_event, request
from test_event_store import items

from draftsman.activities.api import call_api
from draftsman.activities.code import run_code, set_variable
from draftsman.activities.files import write_file
from draftsman.activities.http import http
from draftsman.activities.mail import send_email
from draftsman.activities.notifications import send_notification
from draftsman.activities.properties import fetch_property
from draftsman.activities.text import render_template
from draftsman.activities.tokens import forget_system_user_token, get_token
from draftsman.activities.users import (
    add_user_to_group,
    create_group,
    create_system_user,
    create_user,
    delete_group,
    delete_user,
    remove_user_from_group,
    retrieve_email,
)
from draftsman.documents.items import Item
from draftsman.events import Envelope
from draftsman.flows import FlowContext
from draftsman.notifiers import Notifier, NotifierRun, loop, notifier_handler, step
from draftsman.running.clients import client
from draftsman.running.transient import is_transient
from draftsman.triggers import Trigger

VARIABLES = {"code": "code", "spots": "spots"}
PAR = {"code": "PAR", "title": "Parade Square", "spots": [{"number": "12"}, {"number": "3"}]}


def notifier(*steps: Any, **trigger: Any) -> Any:
    triggers = [Trigger(Opened, variables=VARIABLES, **trigger)]
    return notifier_handler(Notifier(name="GarageSetup", triggers=triggers, steps=steps))


def opened(**members: Any) -> dict[str, Any]:
    return bus_event(request("Opened", PAR, **members))


def run_of(**variables: Any) -> NotifierRun:
    return NotifierRun(FlowContext(variables, "kim"), request("Opened", PAR, trace="t-1"))


def states(bus: Any) -> list[tuple[str, str]]:
    return [(each["detail"]["status"], each["detail"]["message"]) for each in bus()]


@pytest.fixture
def pool(aws: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    identity = client("cognito-idp")
    pool = identity.create_user_pool(PoolName="desk")["UserPool"]["Id"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    made = identity.create_user_pool_client(UserPoolId=pool, ClientName="desk", ExplicitAuthFlows=flows)
    secret = client("secretsmanager").create_secret(Name=f"user-{os.environ['EVENT_BUS']}", SecretString="{}")["ARN"]
    monkeypatch.setenv("USER_POOL_ID", pool)
    monkeypatch.setenv("USER_POOL_CLIENT_ID", made["UserPoolClient"]["ClientId"])
    monkeypatch.setenv("SYSTEM_USER_SECRET", secret)
    forget_system_user_token()
    return pool


def test_steps_run_in_order_and_see_what_came_before(bus):
    seen = []
    handler = notifier(
        step("set-variable double", set_variable(lambda flow, item: flow.code * 2), output="double"),
        step("code", run_code(lambda flow: seen.append((flow.double, flow.requestor, flow.later)))),
        step("set-variable later", set_variable(lambda flow, item: 1), output="later"),
    )
    handler(opened(), None)

    assert seen == [("PARPAR", "kim", None)]
    assert states(bus) == [("requested", ""), ("success", "")]


def test_a_loop_knows_each_element_as_item_and_leaves_none_behind(bus):
    seen = []

    def look(flow, item):
        seen.append(item.number if item else None)

    handler = notifier(
        step("loop", loop(lambda flow, item: flow.spots, [step("code", run_code(look))])), step("code", run_code(look))
    )
    handler(opened(), None)

    assert seen == ["12", "3", None]


def test_a_condition_decides_whether_a_step_runs(bus):
    seen = []
    handler = notifier(
        step("code", run_code(lambda flow: seen.append(1)), when=lambda flow, item: flow.code == "SQU"),
        step("code", run_code(lambda flow: seen.append(2)), when=lambda flow, item: flow.code == "PAR"),
    )
    handler(opened(), None)

    assert seen == [2]


def test_what_fails_silently_is_told_in_the_trace(bus):
    handler = notifier(
        step("set-variable one", set_variable(lambda flow, item: flow.absent), output="one", fail_silent=True),
        step("code", run_code(lambda flow: 1 / 0), fail_silent=True),
        step("set-variable two", set_variable(lambda flow, item: [flow.one]), output="two"),
    )
    handler(opened(), None)

    (_, (status, message)) = states(bus)
    assert status == "success"
    assert message == (
        "2 activities failed silently: "
        "set-variable one (AttributeError: flow has no variable 'absent'); "
        "code (ZeroDivisionError: division by zero)"
    )


def test_a_failure_that_is_not_silent_stops_the_notifier_and_is_kept(aws, bus):
    seen = []
    handler = notifier(
        step("code", run_code(lambda flow: {}["absent"])), step("code", run_code(lambda flow: seen.append(1)))
    )
    handler(opened(id="one"), None)

    assert seen == []
    assert states(bus)[-1] == ("error", "KeyError: 'absent'")
    assert items(aws, "DEAD_LETTER_TABLE")[0]["pk"] == "GarageSetup-Notifier"
    (record,) = items(aws, "IDEMPOTENCY_TABLE")
    assert (record["pk"], record["refusal"]) == ("GarageSetup-Notifier#one", "KeyError: 'absent'")


def test_only_the_step_that_failed_is_tried_again(bus):
    seen = []

    def unreliable(flow):
        seen.append("try")
        if len(seen) < 4:
            raise ConnectionError("lost")

    handler = notifier(step("code", run_code(lambda flow: seen.append("first"))), step("code", run_code(unreliable)))
    handler(opened(), None)

    assert seen == ["first", "try", "try", "try"]
    assert states(bus)[-1] == ("success", "")


def test_an_event_that_comes_twice_is_worked_off_once(bus):
    seen = []
    handler = notifier(step("code", run_code(lambda flow: seen.append(1))))
    handler(opened(id="one"), None)
    handler(opened(id="one"), None)

    assert seen == [1]
    assert states(bus)[-1] == ("success", "already processed")


def test_a_functional_key_counts_across_events(bus):
    seen = []
    handler = notifier(step("code", run_code(lambda flow: seen.append(1))), idempotency=["code"])
    handler(opened(), None)
    handler(opened(), None)

    assert seen == [1]


def test_a_schedule_starts_its_trigger_and_is_known_by_its_event(bus):
    seen = []
    triggers = [Trigger("@rate(1 minute)", variables={"x": lambda event, domain_event: "tick"})]
    steps = [step("code", run_code(lambda flow: seen.append(flow.x)))]
    handler = notifier_handler(Notifier(name="Clock", triggers=triggers, steps=steps))
    tick = {
        "id": "7",
        "time": "2026-01-01T00:00:00Z",
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "detail": {},
    }
    handler(tick, None)
    handler({**tick, "id": "8", "detail-type": "@rate(1 minute)"}, None)
    handler(tick, None)

    assert seen == ["tick", "tick"]


def test_groups_and_members_come_and_go(pool):
    run = run_of(code="PAR")
    name = {"group": lambda flow, item: f"garage-{flow.code}", "username": "kim"}
    group = {"group": name["group"]}
    create_user(username="kim", password="Parking-1-Spot", email="kim@parking.example")(run)
    create_group(**group)(run)
    with pytest.raises(Exception, match="GroupExists"):
        create_group(**group)(run)
    add_user_to_group(**name)(run)
    identity = client("cognito-idp")
    found = identity.admin_list_groups_for_user(UserPoolId=pool, Username="kim")["Groups"]
    remove_user_from_group(**name)(run)

    assert [each["GroupName"] for each in found] == ["garage-PAR"]
    assert identity.admin_list_groups_for_user(UserPoolId=pool, Username="kim")["Groups"] == []
    assert retrieve_email(username="kim")(run) == "kim@parking.example"
    assert get_token(username="kim", password="Parking-1-Spot")(run).count(".") == 2
    delete_group(**group)(run)
    delete_user(username="kim")(run)
    with pytest.raises(Exception, match="UserNotFound"):
        retrieve_email(username="kim")(run)


def test_the_system_user_is_made_once_and_calls_the_api_in_the_same_trace(pool, api):
    run = run_of(code='P"A}R')
    create_system_user()(run)
    with pytest.raises(Exception, match="UsernameExists"):
        create_system_user()(run)
    answer = call_api(query='query { get(key: "{{flow.code}}") { n(i: {{ 1 + 1 }}) } }')(run)

    ((_, _, headers, _),) = api.requests
    assert answer == {"data": {"ok": True}}
    assert headers["correlation-id"] == "t-1"
    assert headers["authorization"].count(".") == 2
    assert api.documents[0]["query"] == 'query { get(key: "P\\"A}R") { n(i: 2) } }'


def test_a_system_user_that_was_left_without_password_gets_it(pool):
    client("cognito-idp").admin_create_user(UserPoolId=pool, Username="system-user", MessageAction="SUPPRESS")
    create_system_user()(run_of())

    secret = client("secretsmanager").get_secret_value(SecretId=os.environ["SYSTEM_USER_SECRET"])
    user = json.loads(secret["SecretString"])
    assert get_token(username=user["username"], password=user["password"])(run_of()).count(".") == 2


def test_a_refused_token_is_renewed_once(pool, api):
    create_system_user()(run_of())
    api.answers[:] = [(401, "expired"), (200, {"data": {"ok": 1}})]

    assert call_api(query="{ ok }")(run_of()) == {"data": {"ok": 1}}


def test_an_answer_with_errors_and_no_data_raises(pool, api):
    create_system_user()(run_of())
    api.answers[:] = [(200, {"data": {"Garage": {"get": None}}, "errors": [{"message": "Unauthorized"}]})]

    with pytest.raises(RuntimeError, match="Unauthorized"):
        call_api(query="{ ok }")(run_of())


def test_subscribers_get_notifications(api):
    send_notification(identifier=lambda flow, item: flow.code, type="Garage", message="opened")(run_of(code="PAR"))

    assert api.documents[0]["variables"] == {"identifier": "PAR", "type": "Garage", "message": "opened"}


def test_http_sends_parameters_headers_and_a_rendered_body(web):
    web.answers[:] = [(200, {"id": 7})]
    activity = http(
        method="POST",
        url=f"{web.url}/opened?a=1",
        params=lambda flow, item: {"b": "x y"},
        headers=lambda flow, item: {"content-type": "application/json"},
        body='{"garage": "{{flow.code}}", "spots": {{flow.spots|length}}, "raw": {{flow.raw}}}',
        load_json=True,
    )

    assert activity(run_of(code='P"R', spots=[1, 2], raw='{"a": 1}')) == {"id": 7}
    ((method, path, headers, body),) = web.requests
    assert (method, path, headers["content-type"]) == ("POST", "/opened?a=1&b=x+y", "application/json")
    assert json.loads(body) == {"garage": 'P"R', "spots": 2, "raw": {"a": 1}}


def test_http_tells_what_a_failing_service_answers(web):
    refused = "the local AWS lets no function reach billing.example; start it with --egress to allow it"
    web.answers[:] = [(403, {"message": refused})]
    with pytest.raises(urllib.error.HTTPError) as caught:
        http(url=web.url)(run_of())
    assert f'HTTP Error 403: Forbidden: {{"message": "{refused}"}}' in str(caught.value)
    assert not is_transient(caught.value)

    web.answers[:] = [(503, "busy")]
    with pytest.raises(urllib.error.HTTPError) as caught:
        http(url=web.url)(run_of())
    assert is_transient(caught.value)

    web.answers[:] = [(422, "too\n  long " + "x" * 9_000)]
    with pytest.raises(urllib.error.HTTPError) as caught:
        http(url=web.url)(run_of())
    assert "too long xxx" in str(caught.value)
    assert len(str(caught.value)) < 600
    assert not is_transient(caught.value)

    web.answers[:] = [(404, "")]
    with pytest.raises(urllib.error.HTTPError, match=r"HTTP Error 404: Not Found$"):
        http(url=web.url)(run_of())


def test_http_answers_with_text_and_raises_from_400(web):
    assert http(url=web.url)(run_of()) == '{"data": {"ok": true}}'
    web.answers[:] = [(404, "gone")]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        http(url=web.url)(run_of())
    with pytest.raises(Exception, match="no address of the web"):
        http(url="file:///etc/passwd")(run_of())


def test_a_template_that_names_what_does_not_exist_fails():
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "mail.md")
        template.write_text("Garage {{flow.code}} has {{ flow.spots | length }} spots.\n")
        text = render_template(template=template)(run_of(code='"PAR"', spots=[1]))

    assert text == 'Garage "PAR" has 1 spots.\n'
    with pytest.raises(Exception, match="absent"):
        render_template(template="{{ flow.absent }}")(run_of())


def test_mail_is_sent_with_what_it_has_to_say(aws, endpoint):
    import urllib.request

    client("sesv2").create_email_identity(EmailIdentity="desk@parking.example")
    send = send_email(
        sender="desk@parking.example", receiver="kim@parking.example", subject="Open", text="Come in", html=""
    )
    send(run_of())

    with urllib.request.urlopen(f"{endpoint}/_ministack/ses/messages") as answer:
        assert "Come in" in answer.read().decode()
    with pytest.raises(Exception, match="needs a text or html"):
        send_email(sender="a@b.c", receiver="d@e.f", subject="s")(run_of())


def test_files_go_to_the_applications_bucket(aws, monkeypatch):
    client("s3").create_bucket(Bucket="desk-files", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    monkeypatch.setenv("APPLICATION_BUCKET", "desk-files")
    write_file(path="/reports/", file_name="par.json", content=lambda flow, item: "{}")(run_of())

    stored = client("s3").get_object(Bucket="desk-files", Key="reports/par.json")
    assert (stored["Body"].read(), stored["ContentType"]) == (b"{}", "application/json")


def test_properties_come_from_the_vault(aws, monkeypatch):
    vault = client("secretsmanager").create_secret(Name=f"vault-{os.environ['EVENT_BUS']}", SecretString='{"key": "k"}')
    monkeypatch.setenv("PROPERTY_VAULT", vault["ARN"])

    assert fetch_property(key="key")(run_of()) == "k"
    with pytest.raises(LookupError, match="the property vault has no other"):
        fetch_property(key="other")(run_of())


def test_the_event_after_a_deployment_is_an_envelope_like_others(bus):
    seen = []
    triggers = [Trigger("@afterDeployment", variables={"reason": lambda event, domain_event: domain_event.type})]
    steps = [step("code", run_code(lambda flow: seen.append(flow.reason)))]
    envelope = Envelope("@afterDeployment", "1", "deployment-x", "", "system-user", [], Item(), "deployment")
    notifier_handler(Notifier(name="Setup", triggers=triggers, steps=steps))(bus_event(envelope), None)

    assert seen == ["@afterDeployment"]
