// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "quality-gate",
  "summary": "Run the modelled scenarios on a deployed environment and measure coverage.",
  "positional": "release",
  "inputs": [
    {
      "key": "environment",
      "name": "environment",
      "description": "Environment, as liftlock.yml names it.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "release",
      "name": "release",
      "description": "The release to test: its digest or a version. Default: the release that the environment runs.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "gate",
      "name": "gate",
      "description": "Path of a gate.json, for an application without releases; no evidence is written.",
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
      "key": "stack",
      "name": "stack",
      "description": "Name of the stack. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "bucket",
      "name": "bucket",
      "description": "Artifact bucket. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "clean",
      "name": "clean",
      "description": "Whether the gate may clean databases and test users when the model asks for it. policy follows liftlock.yml; allowed is for a stack outside of liftlock.yml; skip never cleans.",
      "required": false,
      "kind": "choice",
      "choices": [
        "policy",
        "allowed",
        "skip"
      ],
      "default": "policy"
    },
    {
      "key": "scenario",
      "name": "scenario",
      "description": "Run only this scenario and those that it extends; writes no evidence.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "testCommand",
      "name": "test-command",
      "description": "Test command, such as npm test. It runs after the scenarios, or alone without them, with the stack's outputs in its environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "testRole",
      "name": "test-role",
      "description": "ARN of a role whose credentials the test command gets. It must be another one than that of the gate. Default: no credentials.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "testFolder",
      "name": "test-folder",
      "description": "Folder in which the test command works.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "testTimeout",
      "name": "test-timeout",
      "description": "Seconds that the test command may take.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "1800"
    },
    {
      "key": "lanes",
      "name": "lanes",
      "description": "How many scenarios may run at the same time, each with its own test users.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "1"
    },
    {
      "key": "rerun",
      "name": "rerun",
      "description": "Test the release again, even if it has passed.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
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
      "description": "Folder for the reports. Default: build/<application>/report.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "model",
      "name": "model",
      "description": "Folder of the model. Findings name its files with this folder in front.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "traceTimeout",
      "name": "trace-timeout",
      "description": "Seconds to wait until a mutation is processed.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "60"
    },
    {
      "key": "queryTimeout",
      "name": "query-timeout",
      "description": "Seconds to wait until a view shows a change.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "30"
    },
    {
      "key": "settleTimeout",
      "name": "settle-timeout",
      "description": "Seconds to wait for events after the last scenario.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "5"
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
      "description": "Whether anything had to be tested.",
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
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "scenarios",
      "name": "scenarios",
      "description": "How many scenarios passed.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "testCommand",
      "name": "test-command",
      "description": "How the test command ended, if one was given.",
      "required": false,
      "kind": "choice",
      "choices": [
        "passed",
        "failed"
      ]
    },
    {
      "key": "events",
      "name": "events",
      "description": "How many of all events were published, such as 3/4.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "views",
      "name": "views",
      "description": "How many of all views were queried, such as 2/2.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "queries",
      "name": "queries",
      "description": "How many of all queries were used, such as 2/3.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "reportFile",
      "name": "report-file",
      "description": "Path of the HTML report.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "evidence",
      "name": "evidence",
      "description": "Key of the evidence in the artifact bucket.",
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
