// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "publish",
  "summary": "Commit a generated tree to another git repository.",
  "positional": "source",
  "formerNames": {
    "application": "source"
  },
  "inputs": [
    {
      "key": "source",
      "name": "source",
      "description": "Folder that generate made, such as build/<application>/app.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "repository",
      "name": "repository",
      "description": "The repository to commit to: owner/name, a URL, or a path.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "branch",
      "name": "branch",
      "description": "Branch to commit to. Default: the default branch of the repository.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "folder",
      "name": "folder",
      "description": "Folder of the repository that takes the tree. Default: its root.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "model",
      "name": "model",
      "description": "Folder of the model in its checkout; the new commit names the commit of the model. Default: the working directory.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "token",
      "name": "token",
      "description": "Token that may write to the repository; a secret.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "deployKey",
      "name": "deploy-key",
      "description": "Private key of ssh that may write to the repository; a secret.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "knownHosts",
      "name": "known-hosts",
      "description": "Lines of known_hosts for the deploy key. Default: the key that GitHub publishes.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "modelToken",
      "name": "model-token",
      "description": "Token that may read the repository of the model, to compare commits; a secret.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "acceptRewrittenModel",
      "name": "accept-rewritten-model",
      "description": "Publish even if the history does not show that this model is newer.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "author",
      "name": "author",
      "description": "Author of the commit: Name <address>.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "Liftlock <noreply@liftlock.invalid>"
    },
    {
      "key": "planOnly",
      "name": "plan-only",
      "description": "Say what would change, and push nothing.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "server",
      "name": "server",
      "description": "Server that has the repository owner/name.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "https://github.com"
    },
    {
      "key": "timeoutInMinutes",
      "name": "timeout-in-minutes",
      "description": "Minutes to keep trying while others push to the same branch.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "10"
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
      "description": "Whether there was anything to publish.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
    },
    {
      "key": "commit",
      "name": "commit",
      "description": "Commit of the repository that has the tree.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "url",
      "name": "url",
      "description": "Web page of that commit, when the repository is on an https server.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "branch",
      "name": "branch",
      "description": "Branch of that commit.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "modelCommit",
      "name": "model-commit",
      "description": "Commit of the model: owner/name@commit.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "tree",
      "name": "tree",
      "description": "SHA-256 over all published files.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "written",
      "name": "written",
      "description": "How many files were new or changed.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "removed",
      "name": "removed",
      "description": "How many files were removed, because they are no longer generated.",
      "required": true,
      "kind": "number",
      "choices": []
    }
  ]
}
