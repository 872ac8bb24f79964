// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "deploy",
  "summary": "Bring a CloudFormation stack to the state of a template or a release.",
  "positional": "release",
  "needsOneOf": [
    [
      "release",
      "archive",
      "template",
      "execute-change-set-id"
    ],
    [
      "environment",
      "stack",
      "name"
    ]
  ],
  "inputs": [
    {
      "key": "release",
      "name": "release",
      "description": "Release to deploy: its digest, or a version. Needs an environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "archive",
      "name": "archive",
      "description": "Release that package exported to this file, which needs no bucket: with {plan-only} and an environment, a preview of it.",
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
      "key": "bucket",
      "name": "bucket",
      "description": "Artifact bucket; templates above 51,200 bytes are uploaded to it too. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "mode",
      "name": "mode",
      "description": "create-only makes a change set for a later run to execute; execute-only executes an existing one.",
      "required": false,
      "kind": "choice",
      "choices": [
        "create-and-execute",
        "create-only",
        "execute-only"
      ],
      "default": "create-and-execute"
    },
    {
      "key": "executeChangeSetId",
      "name": "execute-change-set-id",
      "description": "Full ARN of the change set that execute-only executes.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "stack",
      "name": "stack",
      "description": "Name of the stack. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "name",
      "name": "name",
      "description": "The same as {stack}; the AWS action uses this name.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "template",
      "name": "template",
      "description": "Path or https:// address of a template (JSON or YAML), instead of a release.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "parameterOverrides",
      "name": "parameter-overrides",
      "description": "Parameters as Name=Value, separated by comma, line or blank. Quote values with commas; a repeated name is a list. Or a JSON or YAML mapping, a list of ParameterKey with ParameterValue or UsePreviousValue, or file:// and a path.",
      "required": false,
      "kind": "mapping",
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
      "key": "tags",
      "name": "tags",
      "description": "Tags of the stack, in the same forms as parameters (or a list of Key and Value); [] removes all tags.",
      "required": false,
      "kind": "mapping",
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
      "key": "notificationArns",
      "name": "notification-arns",
      "description": "SNS topics that receive the events of the stack.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "terminationProtection",
      "name": "termination-protection",
      "description": "Protect the stack from deletion, even if nothing else changes.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "disableRollback",
      "name": "disable-rollback",
      "description": "Keep what a failed operation has made, instead of rolling it back.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
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
      "key": "s3Bucket",
      "name": "s3-bucket",
      "description": "The same as {bucket}; the AWS action uses this name.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "s3Prefix",
      "name": "s3-prefix",
      "description": "Prefix in the bucket for templates above 51,200 bytes. Default: blobs/sha256.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changeSetName",
      "name": "change-set-name",
      "description": "Name of the change set. Default: derived from what is deployed.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "includeNestedStacksChangeSet",
      "name": "include-nested-stacks-change-set",
      "description": "Include the changes of nested stacks; auto does so when the template has any.",
      "required": false,
      "kind": "choice",
      "choices": [
        "0",
        "1",
        "auto",
        "true",
        "false"
      ],
      "default": "auto"
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
      "key": "deploymentMode",
      "name": "deployment-mode",
      "description": "REVERT_DRIFT also reverts changes that were made by hand.",
      "required": false,
      "kind": "choice",
      "choices": [
        "STANDARD",
        "REVERT_DRIFT"
      ],
      "default": "STANDARD"
    },
    {
      "key": "noExecuteChangeset",
      "name": "no-execute-changeset",
      "description": "The same as {mode} create-only.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "noDeleteFailedChangeset",
      "name": "no-delete-failed-changeset",
      "description": "Keep a failed change set, so that you can look at it.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "failOnEmptyChangeset",
      "name": "fail-on-empty-changeset",
      "description": "Fail when there is nothing to change.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "noFailOnEmptyChangeset",
      "name": "no-fail-on-empty-changeset",
      "description": "The opposite of {fail-on-empty-changeset}; version 1 of the AWS action uses this name.",
      "required": false,
      "kind": "choice",
      "choices": [
        "0",
        "1",
        "true",
        "false"
      ]
    },
    {
      "key": "planOnly",
      "name": "plan-only",
      "description": "Write the plan and its fingerprint, and leave nothing behind in AWS.",
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
      "key": "report",
      "name": "report",
      "description": "Folder for plan.json. Default: build/report, when a plan is made or executed.",
      "required": false,
      "kind": "text",
      "choices": []
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
      "key": "protect",
      "name": "protect",
      "description": "Resource types that must not be replaced or deleted, added to those of the environment; * matches any text.",
      "required": false,
      "kind": "list",
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
      "description": "Whether there was anything to change.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
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
      "key": "stack",
      "name": "stack",
      "description": "Name of the stack.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "environment",
      "name": "environment",
      "description": "The environment that was deployed to.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "release",
      "name": "release",
      "description": "Digest of the release.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changeSetId",
      "name": "change-set-id",
      "description": "ARN of the change set that was executed, or left for a later run; also set after a failure.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changeSetName",
      "name": "change-set-name",
      "description": "Name of that change set.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "hasChanges",
      "name": "has-changes",
      "description": "Whether the plan changes anything.",
      "required": true,
      "kind": "flag",
      "choices": []
    },
    {
      "key": "changesCount",
      "name": "changes-count",
      "description": "How many resources the plan changes.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "changes",
      "name": "changes",
      "description": "How many resources are replaced, changed, added and removed, as JSON.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changesMarkdown",
      "name": "changes-markdown",
      "description": "The plan as Markdown, headed CloudFormation Change Set.",
      "required": true,
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
    },
    {
      "key": "outputs",
      "name": "outputs",
      "description": "Outputs of the stack.",
      "required": true,
      "kind": "text",
      "choices": []
    }
  ]
}
