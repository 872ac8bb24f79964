// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "pipeline",
  "summary": "Check, start, follow, approve, retry and stop pipelines of CodePipeline.",
  "inputs": [
    {
      "key": "command",
      "name": "command",
      "description": "What to do.",
      "required": true,
      "kind": "choice",
      "choices": [
        "validate",
        "render",
        "prepare",
        "list",
        "show",
        "start",
        "follow",
        "approve",
        "reject",
        "retry",
        "rollback",
        "override",
        "stop",
        "transitions"
      ]
    },
    {
      "key": "definition",
      "name": "definition",
      "description": "File with the pipeline: a CloudFormation template, or the answer of GetPipeline, in JSON or YAML.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "release",
      "name": "release",
      "description": "Release that is meant: what a pipeline with a variable Release is started with, or what an approval has to be about.",
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
      "key": "from",
      "name": "from",
      "description": "Environment whose bucket has the release; it is copied from there. Default: it is there already.",
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
      "key": "out",
      "name": "out",
      "description": "Folder for the templates.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "pipeline"
    },
    {
      "key": "httpProxy",
      "name": "http-proxy",
      "description": "Proxy for all calls, as http://host:port. Default: HTTPS_PROXY, HTTP_PROXY and ALL_PROXY of the environment. Hosts in NO_PROXY are reached directly.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "actions",
      "name": "actions",
      "description": "Who deploys: commands of this toolkit, or the actions of CloudFormation, which do less; what they lack are warnings.",
      "required": false,
      "kind": "choice",
      "choices": [
        "commands",
        "cloudformation"
      ],
      "default": "commands"
    },
    {
      "key": "upload",
      "name": "upload",
      "description": "Upload the archive with this toolkit and liftlock.yml, unless the bucket has it, and render its version.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "makeBucket",
      "name": "make-bucket",
      "description": "Make the bucket for the sources when it is missing, with versions.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "roleName",
      "name": "role-name",
      "description": "Name of a role to assume in each account. Default: the credentials of the shell or runner.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "check",
      "name": "check",
      "description": "Compare with the templates in the folder, and write nothing.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "pipeline",
      "name": "pipeline",
      "description": "Name of the pipeline; every command but validate, render, prepare and list needs it.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "pipelineStage",
      "name": "pipeline-stage",
      "description": "Stage of the pipeline; by default the only one that comes into question.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "transition",
      "name": "transition",
      "description": "Whether executions may enter the stage.",
      "required": false,
      "kind": "choice",
      "choices": [
        "enabled",
        "disabled"
      ]
    },
    {
      "key": "reason",
      "name": "reason",
      "description": "Reason, for everybody who looks at it. Default: this run.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "most",
      "name": "most",
      "description": "How many executions are listed, newest first.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "20"
    },
    {
      "key": "execution",
      "name": "execution",
      "description": "Id of an execution of the pipeline. Default: the newest one to follow, the one that waits to be approved.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "action",
      "name": "action",
      "description": "Action of the approval. Default: the only one that waits.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "token",
      "name": "token",
      "description": "Token of the approval, as show names it. Default: that of the approval that waits.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "comment",
      "name": "comment",
      "description": "Comment for everybody who looks at the execution.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": ""
    },
    {
      "key": "plan",
      "name": "plan",
      "description": "Fingerprint of the plan that is meant; an approval about another one is not answered.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "timeLimit",
      "name": "time-limit",
      "description": "Minutes to follow the execution; it goes on after that, and a second run attaches to it.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "60"
    },
    {
      "key": "abandon",
      "name": "abandon",
      "description": "Abandon running actions; what they began goes on. Without it, they are waited for.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "allActions",
      "name": "all-actions",
      "description": "Run all actions of the stage again. Default: those that failed.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "detach",
      "name": "detach",
      "description": "End as soon as the execution has started, without following it.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "onCancel",
      "name": "on-cancel",
      "description": "What an interruption does to the execution: nothing, stop it after its running actions, or abandon these too.",
      "required": false,
      "kind": "choice",
      "choices": [
        "detach",
        "stop",
        "abandon"
      ],
      "default": "detach"
    },
    {
      "key": "until",
      "name": "until",
      "description": "How long to follow: to the end, or at most until an approval waits, which is a success too.",
      "required": false,
      "kind": "choice",
      "choices": [
        "end",
        "approval"
      ],
      "default": "end"
    },
    {
      "key": "to",
      "name": "to",
      "description": "Execution to roll back to, by its id or its release. Without it, those that come into question are listed.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "condition",
      "name": "condition",
      "description": "Condition to override. Default: the only one of the stage that waits or failed.",
      "required": false,
      "kind": "choice",
      "choices": [
        "before-entry",
        "on-success"
      ]
    },
    {
      "key": "variables",
      "name": "variables",
      "description": "Variables of the pipeline, as NAME=VALUE, one a line.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "bundle",
      "name": "bundle",
      "description": "Bundle of the release, as package exports it; it is uploaded when a rendered pipeline does not have it.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "revisions",
      "name": "revisions",
      "description": "Revisions of source actions, as ACTION=REVISION, one a line: a commit, the digest of an image, or the version of an S3 object.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "objectKeys",
      "name": "object-keys",
      "description": "S3 keys of source actions that allow another object, as ACTION=KEY, one a line.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "again",
      "name": "again",
      "description": "Start anew, even while an execution that was asked for in the same way runs.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "supersede",
      "name": "supersede",
      "description": "Reject approvals for which older executions wait, with this execution named, so that they do not block it.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    }
  ],
  "outputs": [
    {
      "key": "outcome",
      "name": "outcome",
      "description": "How the command ended.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
    },
    {
      "key": "pipelines",
      "name": "pipelines",
      "description": "How many pipelines the file has.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "errors",
      "name": "errors",
      "description": "How many errors were found; a pipeline with errors ends as a failure.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "warnings",
      "name": "warnings",
      "description": "How many warnings the admission has about the pipeline.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "release",
      "name": "release",
      "description": "Release that the approval is about, if it names one.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "toolkitVersion",
      "name": "toolkit-version",
      "description": "Version of the archive with the toolkit that the templates name.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "uploaded",
      "name": "uploaded",
      "description": "Whether the archive with the toolkit was uploaded now.",
      "required": false,
      "kind": "flag",
      "choices": []
    },
    {
      "key": "templates",
      "name": "templates",
      "description": "Paths of the templates, in the order of their deployment, as JSON.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "count",
      "name": "count",
      "description": "How many are listed.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "listed",
      "name": "listed",
      "description": "The pipelines or executions, as JSON.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "stages",
      "name": "stages",
      "description": "What runs in each stage, with revisions, variables, who and since when, as JSON.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "status",
      "name": "status",
      "description": "Status of the execution, in the words of the service.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "actions",
      "name": "actions",
      "description": "All attempts of all actions of the execution, newest first, as JSON.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "execution",
      "name": "execution",
      "description": "Id of the execution.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "token",
      "name": "token",
      "description": "Token of the approval; of a followed execution only while it waits.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "decidedBy",
      "name": "decided-by",
      "description": "ARN of whoever answered the approval, as the service names them.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "plan",
      "name": "plan",
      "description": "Fingerprint of the plan that the approval is about, if it names one.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "candidates",
      "name": "candidates",
      "description": "The executions that the stage can be rolled back to, newest first, as JSON.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "attached",
      "name": "attached",
      "description": "Whether the execution was there before, because it was asked for already.",
      "required": false,
      "kind": "flag",
      "choices": []
    }
  ]
}
