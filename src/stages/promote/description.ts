// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "promote",
  "summary": "Bring the bytes that passed the gate into the next environment.",
  "positional": "release",
  "needsOneOf": [
    [
      "release",
      "release-of"
    ]
  ],
  "inputs": [
    {
      "key": "release",
      "name": "release",
      "description": "The release: its digest, or a version.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "releaseOf",
      "name": "release-of",
      "description": "Promote the release that this environment runs, instead of {release}.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "environment",
      "name": "environment",
      "description": "Environment, as liftlock.yml names it.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "production"
    },
    {
      "key": "from",
      "name": "from",
      "description": "Environment whose bucket has the bytes of the release; evidence is always read where it was made. Default: {release-of}, else the first entry of requires in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "configuration",
      "name": "configuration",
      "description": "liftlock.yml, or its folder. This policy counts, never one in the release. Default: the working directory.",
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
      "description": "AWS region. Default: that of the environment, else that of the shell or runner.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "account",
      "name": "account",
      "description": "AWS account, twelve digits; other credentials are refused. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "role",
      "name": "role",
      "description": "ARN of the role to assume for all calls to AWS. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "planOnly",
      "name": "plan-only",
      "description": "Make the plan, then stop; a role that may only preview changes is enough.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "plan",
      "name": "plan",
      "description": "Fingerprint of the approved plan, all 64 digits; any other plan is refused.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "timeoutInMinutes",
      "name": "timeout-in-minutes",
      "description": "Minutes to follow the operation; it goes on after that, and a second run attaches to it.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "60"
    },
    {
      "key": "clientConfiguration",
      "name": "client-configuration",
      "description": "Folder that gets configuration.js (production) or configuration-staging.js: endpoints and sign-in of an application made from a model, for its pages.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "capabilities",
      "name": "capabilities",
      "description": "Acknowledged capabilities. Default: those of the environment in liftlock.yml, else CAPABILITY_IAM; for a release also CAPABILITY_NAMED_IAM.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "roleArn",
      "name": "role-arn",
      "description": "Service role that CloudFormation works with. Default: that of the environment in liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "importExistingResources",
      "name": "import-existing-resources",
      "description": "Adopt existing resources that have the fixed names of the template.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "recreate",
      "name": "recreate",
      "description": "Delete a stack whose creation failed, and create it anew.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "recover",
      "name": "recover",
      "description": "Continue a rollback that failed, then deploy.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "skipResources",
      "name": "skip-resources",
      "description": "With {recover}: resources that the rollback leaves as they are.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "approvedBy",
      "name": "approved-by",
      "description": "Name of the person who approved the plan, for the evidence. Default: the current user in a terminal, the ARN that approved in CodePipeline; no name elsewhere.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "signingKey",
      "name": "signing-key",
      "description": "Key that signs the evidence: the ARN, alias/<name> or id of a KMS key, or the path of a private key (PEM). Default: that of the environment; without one evidence is unsigned.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "report",
      "name": "report",
      "description": "Folder for plan.json.",
      "required": false,
      "kind": "text",
      "choices": []
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
      "description": "Whether anything changed.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
    },
    {
      "key": "release",
      "name": "release",
      "description": "Digest of the release.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "environment",
      "name": "environment",
      "description": "The environment that was deployed to.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "stackId",
      "name": "stack-id",
      "description": "Id of the stack.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "url",
      "name": "url",
      "description": "Page of the stack in the AWS console; none where an emulator stands in for AWS.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "fingerprint",
      "name": "fingerprint",
      "description": "Fingerprint of the plan.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "planFile",
      "name": "plan-file",
      "description": "Path of the full plan, plan.json.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changesSummary",
      "name": "changes-summary",
      "description": "The first 50 changes as JSON: changes, totalChanges, truncated, status, executionStatus.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changesText",
      "name": "changes-text",
      "description": "The changes in words.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changes",
      "name": "changes",
      "description": "How many resources are replaced, changed, added and removed, as JSON.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "outputs",
      "name": "outputs",
      "description": "Outputs of the stack.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "evidence",
      "name": "evidence",
      "description": "Keys of the evidence that allowed the promotion.",
      "required": true,
      "kind": "list",
      "choices": []
    },
    {
      "key": "approval",
      "name": "approval",
      "description": "Key of the evidence that says who approved the plan.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "signature",
      "name": "signature",
      "description": "Whether the evidence of this stage is signed, and by whom: unsigned, or signed by <name>.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ]
}
