import { z } from 'zod'
import { forgeInputs } from '../../core/inputs/forge-inputs.ts'
import { count, flag, list } from '../../core/inputs/kinds.ts'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { environmentInput, targetInputs } from '../../delivery/environment/target-inputs.ts'

const text = (description: string) => z.string().optional().describe(description)

export const releaseInputs = z.object({
  source: z.string().default('.').describe('Checkout with its whole history. Default: the working directory.'),
  version: z
    .string()
    .default('auto')
    .describe(
      'Which version: auto (as the changes require), major, minor, patch, alpha, beta, rc, or one such as 2.1.0.',
    ),
  strategy: z
    .enum(['pull-request', 'direct'])
    .default('pull-request')
    .describe('Propose each release in a pull request, or release at once.'),
  branch: text('Branch that is released. Default: the default branch of the repository.'),
  changes: z
    .enum(['auto', 'commits', 'notes'])
    .default('auto')
    .describe(
      'What tells the changes: conventional commits, or change notes. Default: notes if there is a folder for them.',
    ),
  notes: z.string().default('.changes').describe('Folder of the change notes, from the root of the repository.'),
  changelog: z
    .string()
    .default('CHANGELOG.md')
    .describe('Changelog that gets a section for each release, from the root of the repository; "none" leaves it out.'),
  versionFiles: list(/\n|,(?![^=\n]*\})/).describe(
    'Files that name the version, by comma or line: package.json, pyproject.toml, Cargo.toml, or path=pattern with {version}.',
  ),
  package: text('Name of the package, where the repository releases more than one.'),
  path: text('Folder of that package. Only commits that change files below it count.'),
  ignore: list().describe('Paths whose changes do not count, by comma or line.'),
  tagPrefix: text('What precedes the version in tags. Default: v, or <package>-v for a package.'),
  assets: list().describe('Files to publish with the release, by comma or line.'),
  movingTag: flag().describe('Also move the tag of the major version, such as v1, to each release.'),
  backMerge: text('Branch that gets the release back, such as develop.'),
  start: list().describe('Workflow files to start for the new tag, by comma or line, such as docs.yml.'),
  draft: flag().describe('Leave the release a draft, for somebody to publish; no tag is made.'),
  checks: list().describe('Names of checks that have to pass, besides those that the rules of the branch require.'),
  allowUntested: flag().describe('Release a commit, or a sealed release, that nothing shows to be tested.'),
  release: text('The sealed release that passed its gates: digest or version. It is named by tag and notes.'),
  releaseOf: text('Environment whose running release is meant instead, such as staging.'),
  environment: environmentInput.describe(
    'Environment whose requirements the sealed release has to meet, such as production. Required where liftlock.yml lies in the source.',
  ),
  ...targetInputs,
  repository: text('Repository on GitHub: owner/name. Default: that of the job, else of the remote origin.'),
  planOnly: flag().describe('Say what would be released, and change nothing.'),
  timeoutInMinutes: count(0, 360).default(30).describe('Minutes to wait for checks that still run.'),
  ...forgeInputs,
  ...networkInputs,
})

export const releaseOutputs = z.object({
  outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything was proposed, released or drafted.'),
  state: z
    .enum(['planned', 'proposed', 'drafted', 'released', 'nothing'])
    .describe('What there is now: a plan, a pull request, a draft, a release, or nothing to release.'),
  version: z.string().optional().describe('Version of the release.'),
  tag: z.string().optional().describe('Its tag.'),
  previous: z.string().optional().describe('The version before it.'),
  commit: z.string().optional().describe('Commit of the release.'),
  release: z.string().optional().describe('Digest of the sealed release that it names.'),
  pullRequest: z.number().optional().describe('Number of the pull request that proposes it.'),
  url: z.string().optional().describe('Page of the release, or of the pull request.'),
  notes: z.string().optional().describe('Notes of the release, as Markdown.'),
  movingTag: z.string().optional().describe('The tag of the major version, if it points to this release now.'),
  started: z.array(z.string()).optional().describe('Workflows that were started.'),
})

export type ReleaseInputs = z.output<typeof releaseInputs>
export type ReleaseOutputs = z.output<typeof releaseOutputs>
