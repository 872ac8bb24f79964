import { posix } from 'node:path'
import type { StageDescription } from '../src/core/run/describe.ts'

export interface ActionReadme {
  readonly stage: StageDescription
  /** Text of `docs/stages/<stage>.md`. */
  readonly page: string
  /** Text of `actions/<stage>/policy.json`; undefined for a stage that does nothing in AWS. */
  readonly policy: string | undefined
  /** Whether there is a `policy-plan.json` beside it, for a role that may only preview. */
  readonly hasPreviewPolicy: boolean
  /** Tables of inputs and outputs. */
  readonly tables: string
}

/**
 * The README of an action: purpose, one minimal example, permissions with the policy to copy, tables and failure
 * reasons. The text comes from the page of the stage: its first paragraph, and the sections `What can go wrong` and
 * `Permissions`.
 * @throws Error if one of them is missing in the page
 */
export function renderActionReadme({ stage, page, policy, hasPreviewPolicy, tables }: ActionReadme): string {
  const { name } = stage
  return [
    `<!-- Made by "npm run sync" from the stage definition, docs/stages/${name}.md and policy.json; edit those instead. -->`,
    '',
    `# Liftlock ${name}`,
    '',
    linkedFromHere(purposeOf(page, name)),
    '',
    '## Example',
    '',
    '```yaml',
    ...workflow(page, name, policy !== undefined),
    '```',
    '',
    '## Permissions',
    '',
    ...permissions(page, name, policy),
    ...(hasPreviewPolicy ? ['', preview] : []),
    '',
    '## Inputs and outputs',
    '',
    tables.trim(),
    '',
    '## Failure reasons',
    '',
    'The output `failure-reason` is one of these codes. [errors.md](../../docs/errors.md) says what to do next for each.',
    '',
    linkedFromHere(sectionOf(page, 'What can go wrong', name)).replace(
      /^(- .*?):/gm,
      (_, codes: string) => `${linked(codes)}:`,
    ),
    '',
    `More: [docs/stages/${name}.md](../../docs/stages/${name}.md).`,
    '',
  ].join('\n')
}

const preview =
  'For a role that may only preview (`plan-only`), use [policy-plan.json](policy-plan.json): the role cannot execute the change set that it created.'

/** The paragraph below the title. */
function purposeOf(page: string, name: string): string {
  const [, purpose] = /^# .*\n\n([\s\S]*?)\n\n/.exec(page) ?? []
  if (purpose === undefined) throw new Error(`docs/stages/${name}.md does not begin with a title and a paragraph`)
  return purpose
}

/** A job around the steps of the example in the page. */
function workflow(page: string, name: string, usesAws: boolean): readonly string[] {
  const steps = /```yaml\n([\s\S]*?)```/.exec(page)?.[1]?.trimEnd()
  if (steps === undefined) throw new Error(`docs/stages/${name}.md shows no example in YAML`)
  return [
    'permissions: {}',
    'jobs:',
    `  ${name}:`,
    '    runs-on: ubuntu-24.04',
    '    permissions:',
    ...grantsOf(page, name),
    ...(usesAws ? ['      id-token: write # assume the role of the environment'] : []),
    '    steps:',
    '      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
    '        with:',
    ...(page.includes('`fetch-depth: 0`') ? ['          fetch-depth: 0 # the whole history'] : []),
    '          persist-credentials: false',
    ...steps.split('\n'),
  ]
}

/** The permissions in the table of the page, with their reasons; else that of the checkout. */
function grantsOf(page: string, name: string): readonly string[] {
  const rows = [...sectionOf(page, 'Permissions', name).matchAll(/^\| `([a-z-]+: (?:read|write))` \| (.+?) \|$/gm)]
  if (rows.length === 0) return ['      contents: read # check out the sources']
  return rows.map(([, grant, reason]) => `      ${grant} # ${reason}`)
}

function permissions(page: string, name: string, policy: string | undefined): readonly string[] {
  const words = linkedFromHere(sectionOf(page, 'Permissions', name))
  if (policy === undefined) return [words]
  return [
    words,
    '',
    'Policy of the role, to copy ([policy.json](policy.json)). Replace the words in capitals:',
    '',
    '```json',
    policy.trim(),
    '```',
    '',
    '[AWS access](../../docs/guides/aws-access.md) explains how the role is assumed, and shows its trust policy.',
  ]
}

function sectionOf(page: string, title: string, name: string): string {
  const text = page.split(`\n## ${title}\n`)[1]?.split(/\n## /)[0]?.trim()
  if (!text) throw new Error(`docs/stages/${name}.md has no section "${title}"`)
  return text
}

/** Adapts links of a page in docs/stages to the folder of an action. */
function linkedFromHere(text: string): string {
  return text.replace(/\]\((?![a-z]+:|#)([^)]+)\)/g, (_, link: string) => `](${posix.join('../../docs/stages', link)})`)
}

/** Turns codes of failures into links to their headings. */
function linked(codes: string): string {
  return codes.replace(/`([a-z-]+)`/g, (_, code: string) => `[\`${code}\`](../../docs/errors.md#${code})`)
}
