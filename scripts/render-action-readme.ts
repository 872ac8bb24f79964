import type { StageDescription } from '../src/core/run/describe.ts'

export interface ActionReadme {
  readonly stage: StageDescription
  /** Text of `docs/stages/<stage>.md`. */
  readonly page: string
  /** Text of `actions/<stage>/policy.json`; undefined for a stage that does nothing in AWS. */
  readonly policy: string | undefined
  /** Whether `policy-plan.json` lies beside it, for a role that may only preview. */
  readonly hasPreviewPolicy: boolean
  /** Tables of inputs and outputs. */
  readonly tables: string
}

/**
 * The README of an action: purpose, one minimal example, permissions with the policy to copy, tables and failure reasons. What
 * people write stands in the page of the stage, under its headings `What can go wrong` and `Permissions`.
 * @throws Error when the page lacks one of them
 */
export function renderActionReadme({ stage, page, policy, hasPreviewPolicy, tables }: ActionReadme): string {
  const { name } = stage
  return [
    `<!-- Made by "npm run sync" from the stage definition, docs/stages/${name}.md and policy.json; edit those instead. -->`,
    '',
    `# Liftlock ${name}`,
    '',
    purposeOf(page, name),
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
    'The output `failure-reason` is one of the codes of [errors.md](../../docs/errors.md), which says of each what to do next.',
    '',
    sectionOf(page, 'What can go wrong', name).replace(/^(- .*?):/gm, (_, codes: string) => `${linked(codes)}:`),
    '',
    `More: [docs/stages/${name}.md](../../docs/stages/${name}.md).`,
    '',
  ].join('\n')
}

const preview =
  'A role that may only preview (`plan-only`) has [policy-plan.json](policy-plan.json): it cannot execute what it made.'

/** The paragraph below the title. */
function purposeOf(page: string, name: string): string {
  const [, purpose] = /^# .*\n\n([\s\S]*?)\n\n/.exec(page) ?? []
  if (purpose === undefined) throw new Error(`docs/stages/${name}.md does not begin with a title and a paragraph`)
  return purpose
}

/** One job around the steps that the page shows. */
function workflow(page: string, name: string, usesAws: boolean): readonly string[] {
  const steps = /```yaml\n([\s\S]*?)```/.exec(page)?.[1]?.trimEnd()
  if (steps === undefined) throw new Error(`docs/stages/${name}.md shows no example in YAML`)
  return [
    'permissions: {}',
    'jobs:',
    `  ${name}:`,
    '    runs-on: ubuntu-24.04',
    '    permissions:',
    '      contents: read # check out the sources',
    ...(usesAws ? ['      id-token: write # assume the role of the environment'] : []),
    '    steps:',
    '      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
    '        with:',
    '          persist-credentials: false',
    ...steps.split('\n'),
  ]
}

function permissions(page: string, name: string, policy: string | undefined): readonly string[] {
  const words = sectionOf(page, 'Permissions', name)
  if (policy === undefined) return [words]
  return [
    words,
    '',
    'The policy of the role, to copy ([policy.json](policy.json)); words in capitals are to be replaced:',
    '',
    '```json',
    policy.trim(),
    '```',
    '',
    'How the role is assumed, and whom its trust policy lets in: [docs/guides/aws-access.md](../../docs/guides/aws-access.md).',
  ]
}

function sectionOf(page: string, title: string, name: string): string {
  const text = page.split(`\n## ${title}\n`)[1]?.split(/\n## /)[0]?.trim()
  if (!text) throw new Error(`docs/stages/${name}.md has no section "${title}"`)
  return text
}

/** Codes lead to their heading. */
function linked(codes: string): string {
  return codes.replace(/`([a-z-]+)`/g, (_, code: string) => `[\`${code}\`](../../docs/errors.md#${code})`)
}
