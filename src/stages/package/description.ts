// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "package",
  "summary": "Seal an application into a release in the artifact bucket.",
  "positional": "application",
  "inputs": [
    {
      "key": "application",
      "name": "application",
      "description": "Folder of the application (with template.json or template.yaml), or a template.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "name",
      "name": "name",
      "description": "Name of the application. Default: the one in liftlock.yml or the template.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "version",
      "name": "version",
      "description": "Version (SemVer) that names the release, once and for ever.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "environment",
      "name": "environment",
      "description": "The environment whose bucket takes the release.",
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
      "description": "File that takes the release as one archive; it needs no bucket.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "root",
      "name": "root",
      "description": "Folder that local paths may not leave. Default: that of the template.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "configuration",
      "name": "configuration",
      "description": "Folder of liftlock.yml.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "region",
      "name": "region",
      "description": "AWS region of the bucket.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "account",
      "name": "account",
      "description": "AWS account of the bucket; other credentials are refused.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "role",
      "name": "role",
      "description": "ARN of the role that writes to the bucket.",
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
      "description": "The release as one archive.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ]
}
