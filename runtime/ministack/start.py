"""Starts MiniStack with our corrections: the same environment variables as `python -m ministack`, and

LIFTLOCK_LOCAL_TOKEN    bearer token of the addresses below /_liftlock/ and /_ministack/ (without it they are closed)
LIFTLOCK_APPSYNC_URL    address of the AppSync adapter, such as http://127.0.0.1:4611
LIFTLOCK_CODEPIPELINE_URL  address of the executor of pipelines, such as http://127.0.0.1:4612; none without it
LIFTLOCK_CODEPIPELINE_TOKEN  bearer token of the executor alone; without it, the first token above
LIFTLOCK_NODES          the Node.js programs that run functions, see nodes.py; the `node` of PATH without it
LIFTLOCK_LOCAL_ORIGINS  origins of pages that may ask, separated by commas; none without it
AWS_SECRET_ACCESS_KEY   secret of every account; a request has to be signed with it

The variables above are taken out of the environment, because functions inherit it; the last one stays for MiniStack
alone, and a function sees the credentials of its role or its account.
"""

import os

import nodes
import secrets_in_memory
import watchdog

secrets_in_memory.forget("LIFTLOCK_LOCAL_TOKEN", "LIFTLOCK_CODEPIPELINE_TOKEN", "AWS_SECRET_ACCESS_KEY")
TOKEN = os.environ.pop("LIFTLOCK_LOCAL_TOKEN", "")
APPSYNC_URL = os.environ.pop("LIFTLOCK_APPSYNC_URL", "")
CODEPIPELINE_URL = os.environ.pop("LIFTLOCK_CODEPIPELINE_URL", "")
CODEPIPELINE_TOKEN = os.environ.pop("LIFTLOCK_CODEPIPELINE_TOKEN", "") or TOKEN
nodes.know(os.environ.pop("LIFTLOCK_NODES", ""))
ORIGINS = [origin.strip() for origin in os.environ.pop("LIFTLOCK_LOCAL_ORIGINS", "").split(",") if origin.strip()]
if not os.environ.get("AWS_SECRET_ACCESS_KEY"):
    raise SystemExit("AWS_SECRET_ACCESS_KEY is missing: nobody could sign a request")

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
    quick_start.apply(confinement.apply(CODEPIPELINE_URL))
    gateway.apply()
    gateway.origins.configure(ORIGINS)
    gateway.pipelines.configure(CODEPIPELINE_URL, CODEPIPELINE_TOKEN)
    ministack.app.app = gateway.wrap(ministack.app.app, TOKEN)
    ministack.app.main()
