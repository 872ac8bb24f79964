// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "release",
  "summary": "Propose the next version with its changelog, tag it and publish it.",
  "positional": "source",
  "inputs": [
    {
      "key": "source",
      "name": "source",
      "description": "Checkout with its whole history. Default: the working directory.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "version",
      "name": "version",
      "description": "Which version: auto (as the changes require), major, minor, patch, alpha, beta, rc, or one such as 2.1.0.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "auto"
    },
    {
      "key": "strategy",
      "name": "strategy",
      "description": "Propose each release in a pull request, or release at once.",
      "required": false,
      "kind": "choice",
      "choices": [
        "pull-request",
        "direct"
      ],
      "default": "pull-request"
    },
    {
      "key": "branch",
      "name": "branch",
      "description": "Branch that is released. Default: the default branch of the repository.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "changes",
      "name": "changes",
      "description": "What tells the changes: conventional commits, or change notes. Default: notes if there is a folder for them.",
      "required": false,
      "kind": "choice",
      "choices": [
        "auto",
        "commits",
        "notes"
      ],
      "default": "auto"
    },
    {
      "key": "notes",
      "name": "notes",
      "description": "Folder of the change notes, from the root of the repository.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": ".changes"
    },
    {
      "key": "changelog",
      "name": "changelog",
      "description": "Changelog that gets a section for each release, from the root of the repository; \"none\" leaves it out.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "CHANGELOG.md"
    },
    {
      "key": "versionFiles",
      "name": "version-files",
      "description": "Files that name the version, by comma or line: package.json, pyproject.toml, Cargo.toml, or path=pattern with {version}.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "package",
      "name": "package",
      "description": "Name of the package, where the repository releases more than one.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "path",
      "name": "path",
      "description": "Folder of that package. Only commits that change files below it count.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "ignore",
      "name": "ignore",
      "description": "Paths whose changes do not count, by comma or line.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "tagPrefix",
      "name": "tag-prefix",
      "description": "What precedes the version in tags. Default: v, or <package>-v for a package.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "assets",
      "name": "assets",
      "description": "Files to publish with the release, by comma or line.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "movingTag",
      "name": "moving-tag",
      "description": "Also move the tag of the major version, such as v1, to each release.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "backMerge",
      "name": "back-merge",
      "description": "Branch that gets the release back, such as develop.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "start",
      "name": "start",
      "description": "Workflow files to start for the new tag, by comma or line, such as docs.yml.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "draft",
      "name": "draft",
      "description": "Leave the release a draft, for somebody to publish; no tag is made.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "checks",
      "name": "checks",
      "description": "Names of checks that have to pass, besides those that the rules of the branch require.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "allowUntested",
      "name": "allow-untested",
      "description": "Release a commit, or a sealed release, that nothing shows to be tested.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "release",
      "name": "release",
      "description": "The sealed release that passed its gates: digest or version. It is named by tag and notes.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "releaseOf",
      "name": "release-of",
      "description": "Environment whose running release is meant instead, such as staging.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "environment",
      "name": "environment",
      "description": "Environment whose requirements the sealed release has to meet, such as production. Required where liftlock.yml lies in the source.",
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
      "key": "repository",
      "name": "repository",
      "description": "Repository on GitHub: owner/name. Default: that of the job, else of the remote origin.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "planOnly",
      "name": "plan-only",
      "description": "Say what would be released, and change nothing.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "timeoutInMinutes",
      "name": "timeout-in-minutes",
      "description": "Minutes to wait for checks that still run.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "30"
    },
    {
      "key": "githubToken",
      "name": "github-token",
      "description": "Token for the API of GitHub; a secret. Default: the token of the job, or that of the environment of a terminal.",
      "required": false,
      "kind": "text",
      "choices": [],
      "jobDefault": "${{ github.token }}"
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
      "description": "Whether anything was proposed, released or drafted.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
    },
    {
      "key": "state",
      "name": "state",
      "description": "What there is now: a plan, a pull request, a draft, a release, or nothing to release.",
      "required": true,
      "kind": "choice",
      "choices": [
        "planned",
        "proposed",
        "drafted",
        "released",
        "nothing"
      ]
    },
    {
      "key": "version",
      "name": "version",
      "description": "Version of the release.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "tag",
      "name": "tag",
      "description": "Its tag.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "previous",
      "name": "previous",
      "description": "The version before it.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "commit",
      "name": "commit",
      "description": "Commit of the release.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "release",
      "name": "release",
      "description": "Digest of the sealed release that it names.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "pullRequest",
      "name": "pull-request",
      "description": "Number of the pull request that proposes it.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "url",
      "name": "url",
      "description": "Page of the release, or of the pull request.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "notes",
      "name": "notes",
      "description": "Notes of the release, as Markdown.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "movingTag",
      "name": "moving-tag",
      "description": "The tag of the major version, if it points to this release now.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "started",
      "name": "started",
      "description": "Workflows that were started.",
      "required": false,
      "kind": "list",
      "choices": []
    }
  ]
}
