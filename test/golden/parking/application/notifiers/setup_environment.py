# Made by Liftlock from notifiers/SetupEnvironment.xml; change the model, then generate again.
"""Notifier SetupEnvironment."""

from draftsman.activities.users import add_user_to_group, create_group, create_system_user
from draftsman.notifiers import Notifier, step
from draftsman.triggers import Trigger

notifier = Notifier(
    name="SetupEnvironment",
    triggers=[
        Trigger("@afterDeployment", variables={"reason": lambda event, domain_event: 'deployment'}),
    ],
    steps=[
        step("iam-create-systemuser", create_system_user(), fail_silent=True),
        step("create-iam-group", create_group(group="administrator"), fail_silent=True),
        step(
            "add-user-to-iam-group",
            add_user_to_group(group="administrator", username="system-user"),
            fail_silent=True,
        ),
    ],
)
