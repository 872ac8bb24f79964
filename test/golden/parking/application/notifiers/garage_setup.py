# Made by Liftlock from notifiers/GarageSetup.xml; change the model, then generate again.
"""Notifier GarageSetup."""

from pathlib import Path

from draftsman.activities.api import call_api
from draftsman.activities.code import set_variable
from draftsman.activities.http import http
from draftsman.activities.mail import send_email
from draftsman.activities.notifications import send_notification
from draftsman.activities.text import render_template
from draftsman.activities.users import add_user_to_group, create_group, retrieve_email
from draftsman.notifiers import Notifier, loop, step
from draftsman.triggers import Trigger

from domain.parking.garage import events as parking_garage_events

APPLICATION = Path(__file__).resolve().parents[1]


notifier = Notifier(
    name="GarageSetup",
    triggers=[
        Trigger(
            parking_garage_events.GarageOpened,
            variables={"code": "code", "owner": "openedBy", "spots": "spots"},
        ),
    ],
    steps=[
        step(
            "set-variable roles",
            set_variable(
                lambda flow, item: [f"garage-{flow.code}-{level}" for level in ("manager", "viewer")],
            ),
            output="roles",
        ),
        step(
            "loop",
            loop(
                lambda flow, item: flow.roles,
                [
                    step(
                        "create-iam-group",
                        create_group(group=lambda flow, item: item),
                        fail_silent=True,
                    ),
                    step(
                        "add-user-to-iam-group",
                        add_user_to_group(
                            group=lambda flow, item: item,
                            username=lambda flow, item: flow.owner,
                        ),
                    ),
                ],
            ),
        ),
        step(
            "retrieve-email-from-iam mail",
            retrieve_email(username=lambda flow, item: flow.owner),
            output="mail",
            fail_silent=True,
        ),
        step(
            "render-template body",
            render_template(template=APPLICATION / "templates/garage-opened.md"),
            output="body",
            when=lambda flow, item: flow.mail,
        ),
        step(
            "send-email",
            send_email(
                sender="desk@parking.example",
                receiver=lambda flow, item: flow.mail,
                subject="Your garage is open",
                text=lambda flow, item: flow.body,
                html="",
            ),
            when=lambda flow, item: flow.mail,
            fail_silent=True,
        ),
        step(
            "call-internal-api answer",
            call_api(
                query="""query Lookup {
  Garage {
    get(key: "{{flow.code}}") {
      title
    }
  }
}""",
            ),
            output="answer",
            fail_silent=True,
        ),
        step(
            "HTTP ping",
            http(
                method="POST",
                url="https://hooks.parking.example/opened",
                params="",
                headers=lambda flow, item: {'content-type': 'application/json'},
                body="{\"garage\": \"{{flow.code}}\"}",
            ),
            output="ping",
            fail_silent=True,
        ),
        step(
            "send-graphql-notification",
            send_notification(
                identifier=lambda flow, item: flow.code,
                type="Garage",
                message="opened",
            ),
        ),
    ],
)
