// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "cleanup",
  "summary": "Remove stacks of pull requests that are over, and interrupted previews.",
  "inputs": [
    {
      "key": "pullRequest",
      "name": "pull-request",
      "description": "Number of the pull request whose stack is removed. Default: every stack that is older than its days.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "plans",
      "name": "plans",
      "description": "Environments whose stacks are freed of what interrupted previews left.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "configuration",
      "name": "configuration",
      "description": "liftlock.yml, or the folder that it lies in. Default: the working directory.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "application",
      "name": "application",
      "description": "Name of the application. Default: the one in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "region",
      "name": "region",
      "description": "AWS region. Default: that of previews in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "account",
      "name": "account",
      "description": "AWS account, twelve digits; other credentials are refused. Default: that of previews in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "role",
      "name": "role",
      "description": "ARN of the role to assume for all calls to AWS. Default: that of previews in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "bucket",
      "name": "bucket",
      "description": "Artifact bucket. Default: that of previews in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "planOnly",
      "name": "plan-only",
      "description": "Say what would be removed, and remove nothing.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "timeoutInMinutes",
      "name": "timeout-in-minutes",
      "description": "Minutes to wait for all removals together.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "60"
    },
    {
      "key": "httpProxy",
      "name": "http-proxy",
      "description": "Proxy for all calls, as http://host:port. Default: HTTPS_PROXY, HTTP_PROXY and ALL_PROXY of the environment. Hosts in NO_PROXY are reached directly.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ],
  "outputs": [
    {
      "key": "outcome",
      "name": "outcome",
      "description": "Whether there was anything to remove.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
    },
    {
      "key": "removed",
      "name": "removed",
      "description": "Names of the removed stacks, or of those that a plan would remove, as JSON.",
      "required": true,
      "kind": "list",
      "choices": []
    },
    {
      "key": "kept",
      "name": "kept",
      "description": "Names of the stacks of pull requests that stay, as JSON.",
      "required": true,
      "kind": "list",
      "choices": []
    }
  ]
}
