import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { auditFile } from '../../scripts/audit-workflows/single-files.ts'
import { auditSupplyChain, downloads } from '../../scripts/audit-workflows/supply-chain.ts'
import { parseWorkflow } from '../../scripts/audit-workflows/workflow.ts'
import { readWorkflowSources } from '../../scripts/audit-workflows/workflow-sources.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const root = packageRoot()
const sources = readWorkflowSources(root)
const workflows = sources.filter(({ kind }) => kind !== 'action')
const found = (text: string) => auditSupplyChain('x.yml', text).map(({ rule }) => rule)
const step = (text: string) => `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - ${text}\n`
const pinned = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'

test('every workflow, starter, action and example takes in nothing that is not pinned', () => {
  expect(sources.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['callable or ours', 'starter', 'example', 'action']),
  )
  expect(sources.flatMap(({ path, text }) => auditSupplyChain(path, text))).toEqual([])
})

test('every workflow, starter and example is in order by itself', () => {
  const exists = () => true
  const copied = (kind: string) => kind !== 'callable or ours'
  expect(workflows.flatMap(({ path, text, kind }) => auditFile({ path, text, copied: copied(kind) }, exists))).toEqual(
    [],
  )
})

test('every workflow and starter begins without permissions, and each one that a job has is explained beside it', () => {
  for (const { path, text, kind } of workflows.filter(({ kind }) => kind !== 'example')) {
    const { permissions, jobs = {} } = parseWorkflow(text)
    expect([path, permissions]).toEqual([path, {}])
    expect([path, Object.values(jobs).filter((job) => job.permissions === undefined)]).toEqual([path, []])
    const granted = text.split('\n').filter((line) => /^ +[\w-]+: (read|write)\b/.test(line))
    expect([path, kind, granted.filter((line) => !/: (read|write) # \w/.test(line))]).toEqual([path, kind, []])
  }
})

test.each([
  ['a tag of somebody', 'uses: actions/checkout@v7', 'unpinned-use'],
  ['a commit that nobody read', `uses: actions/checkout@${'a'.repeat(40)} # v7.0.1`, 'unpinned-use'],
  ['a commit without its version', `uses: ${pinned}`, 'unpinned-use'],
  ['a commit with another version', `uses: ${pinned} # v6.0.0`, 'unpinned-use'],
  ['an action that nobody read', `uses: acme/build@${'a'.repeat(40)} # v1.0.0`, 'unpinned-use'],
  ['an image', 'uses: docker://alpine:3.20', 'unpinned-use'],
  ['a branch of ours', 'uses: liftlock/liftlock/actions/deploy@main', 'unpinned-use'],
  ['a checkout that keeps its token', `uses: ${pinned} # v7.0.1`, 'checkout-keeps-token'],
  ['a download that is run', 'run: curl -fsSL https://example.com/install | sh', 'unpinned-download'],
  ['a download in a shell of its own', 'run: bash <(curl -fsSL https://example.com/install)', 'unpinned-download'],
  ['the newest of a package', 'run: npx some-tool --check', 'unpinned-download'],
  ['an installer without hashes', 'run: pip install some-tool==1.0.0', 'unpinned-download'],
  ['an expression in a script', 'run: echo "${{ github.head_ref }}"', 'expression-in-script'],
])('%s is found', (_, text, rule) => {
  expect(found(step(text))).toContain(rule)
})

test.each([
  ['an event of forks with our rights', 'on: pull_request_target\njobs: {}\n', 'foreign-event'],
  ['an event behind another workflow', 'on:\n  workflow_run: { workflows: [ci] }\njobs: {}\n', 'foreign-event'],
  ['a machine of one’s own', 'on: push\njobs: { a: { runs-on: [self-hosted], steps: [] } }\n', 'own-machine'],
  ['a container', 'on: push\njobs: { a: { runs-on: x, container: "node:22", steps: [] } }\n', 'container'],
  ['an action that is an image', 'runs: { using: docker, image: Dockerfile }\n', 'container'],
  [
    'an expression in a composite action',
    'runs: { steps: [{ run: "echo ${{ inputs.a }}" }] }\n',
    'expression-in-script',
  ],
])('%s is found in a whole file', (_, text, rule) => {
  expect(found(text)).toContain(rule)
})

test('nothing writes to the environment of later steps, and what goes on their path is one folder of ours', () => {
  const sources = execFileSync('git', ['ls-files', '-z', '--', 'src', 'actions', '.github', 'workflows'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = sources.split('\0').filter((path) => /\.(ts|ya?ml|sh)$/.test(path) && !path.endsWith('.test.ts'))
  const naming = (name: string) => files.filter((path) => readFileSync(join(root, path), 'utf8').includes(name))
  expect(naming('GITHUB_ENV')).toEqual([])
  expect(naming('GITHUB_PATH')).toEqual(['actions/setup/prepare.ts'])
  expect(readFileSync(join(root, 'actions/setup/prepare.ts'), 'utf8')).toContain(
    "appendFile(GITHUB_PATH, `${join(packageRoot(), 'actions', 'setup', 'bin')}",
  )
})

test('no page tells anybody to run what was just downloaded', () => {
  const pages = execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: root, encoding: 'utf8' }).split('\0')
  const blocks = pages.filter(Boolean).flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return [...text.matchAll(/^ *```(?:sh|bash|console)?\n(.*?)^ *```$/gms)].map(([, block]) => `${path}\n${block}`)
  })
  expect(blocks.length).toBeGreaterThan(10)
  expect(blocks.filter((block) => downloads.test(block))).toEqual([])
})

test('updates of packages and actions wait a week after their release', () => {
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    updates: { 'package-ecosystem': string; cooldown?: { 'default-days': number } }[]
  }
  expect(updates.map((each) => [each['package-ecosystem'], each.cooldown?.['default-days']])).toEqual([
    ['github-actions', 7],
    ['npm', 7],
  ])
})

test('one group is held over the deployment to staging and its gate, and none over an approval', () => {
  const read = (name: string) => parseWorkflow(readFileSync(join(root, '.github/workflows', name), 'utf8'))
  const { staging, production } = read('deliver.yml').jobs!
  expect(staging).toMatchObject({ uses: '$/.github/workflows/verify.yml', concurrency: { queue: 'max' } })
  expect(Object.keys(read('verify.yml').jobs!)).toEqual(['deploy', 'gate'])
  const promote = read('promote.yml')
  expect([
    production!.concurrency,
    promote.concurrency,
    ...Object.values(promote.jobs!).map((job) => job.concurrency),
  ]).toEqual([undefined, undefined, undefined, undefined])
})
