"""Starts MiniStack with our corrections: the same environment variables as `python -m ministack`, and

LIFTLOCK_LOCAL_TOKEN  bearer token of the addresses below /_liftlock/ (without it they are closed)
LIFTLOCK_APPSYNC_URL  address of the AppSync adapter, such as http://127.0.0.1:4611

The variables above are taken out of the environment, because functions inherit it.
"""

import os

import watchdog

TOKEN = os.environ.pop("LIFTLOCK_LOCAL_TOKEN", "")
APPSYNC_URL = os.environ.pop("LIFTLOCK_APPSYNC_URL", "")

watchdog.end_with_parent()

import confinement  # noqa: E402

if __name__ == "__main__":
    confinement.begin(APPSYNC_URL)

import ministack.app  # noqa: E402

import corrections  # noqa: E402
import gateway  # noqa: E402
import quick_start  # noqa: E402

if __name__ == "__main__":
    corrections.apply(APPSYNC_URL)
    quick_start.apply(confinement.apply())
    ministack.app.app = gateway.wrap(ministack.app.app, TOKEN)
    ministack.app.main()
