// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "package",
  "summary": "Seal an application into a release in the artifact bucket.",
  "positional": "source",
  "formerNames": {
    "application": "source",
    "name": "application"
  },
  "inputs": [
    {
      "key": "source",
      "name": "source",
      "description": "Folder of the application (with template.json or template.yaml), or a template.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "version",
      "name": "version",
      "description": "Version (SemVer) of the release. A version always names the same release.",
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
      "description": "Name of the application. Default: the one in liftlock.yml, else the one in the template.",
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
      "description": "Artifact bucket. Default: that of the environment.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "export",
      "name": "export",
      "description": "Write the release to this file, as one zip archive; works without a bucket.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "exportTemplates",
      "name": "export-templates",
      "description": "The same with the templates only, which is all that a preview of deploy reads (input archive).",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "root",
      "name": "root",
      "description": "Folder that must contain every local path of the template. Default: that of the template.",
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
      "description": "Whether anything was written.",
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
      "key": "application",
      "name": "application",
      "description": "Name of the application.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "version",
      "name": "version",
      "description": "The version that names the release.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "artifacts",
      "name": "artifacts",
      "description": "How many different contents the release has.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "uploaded",
      "name": "uploaded",
      "description": "How many of them were uploaded now.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "bytes",
      "name": "bytes",
      "description": "Size of all contents together.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "bucket",
      "name": "bucket",
      "description": "The bucket that has the release.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "manifest",
      "name": "manifest",
      "description": "Key of the manifest in the bucket.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "archive",
      "name": "archive",
      "description": "Path of the release as one archive.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ]
}
