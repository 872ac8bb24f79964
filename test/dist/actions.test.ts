import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { shownFingerprint } from '../../src/delivery/plan/fingerprint.ts'
import { ensureBucket } from '../../src/local/ensure-bucket.ts'
import { type EndedStep, type TestJob, testJob } from '../support/action-process.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { findSecrets } from '../support/secret-search.ts'
import { shopGate } from '../support/shop-gate.ts'
import { startTokenService, type TokenService } from '../support/token-service.ts'

/** Two accounts, which nothing but the role of an environment tells apart. */
const [staging, production] = ['333333333333', '444444444444']
const configuration = `application: shop
environments:
  staging:
    { account: "${staging}", region: eu-west-1, bucket: shop-staging, stack: shop-staging, role: "arn:aws:iam::${staging}:role/liftlock-staging" }
  production:
    { account: "${production}", region: eu-west-1, bucket: shop, stack: shop, requires: [quality-gate@staging] }
`
/** What the runner says of a run. */
const run = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_RUN_ID: '17' }
const productionRole = { role: `arn:aws:iam::${production}:role/liftlock-production` }
const place = { file: 'scenarios/Visit.xml', line: 4 }
const sent = (value: string) => ({
  place,
  description: '',
  kind: 'set-variables',
  variables: [{ name: 'code', type: 'String', value, place }],
})
const gate = shopGate('Endpoint', { name: 'Visit', place, activities: [sent('PAR')] })
const template = (endpoint: string) => ({
  Metadata: { Liftlock: { Application: 'shop', Gate: 'gate.json' } },
  Parameters: { LiftlockRelease: { Type: 'String', Default: 'none' } },
  Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } },
  Outputs: { Endpoint: { Value: endpoint }, OrdersUrl: { Value: { Ref: 'Orders' } } },
})
/** A value that would end an output, start another, and give the runner a command. */
const awkward = 'liftlock_0\noutcome<<x\nstolen\nx\n::set-output name=outcome::stolen\n##[add-mask]x'

let ministack: TestMinistack
let tokens: TokenService
let job: TestJob
let release: string

beforeAll(async () => {
  ministack = await startMinistack({ secretAccessKey: 'canary+of/a=secret-access-key' })
  tokens = await startTokenService('repo:acme/shop:environment:staging', { secret: ministack.secretAccessKey })
  job = testJob({ AWS_ENDPOINT_URL: ministack.endpoint, ...tokens.environment })
  const { endpoint, secretAccessKey } = ministack
  const local = { endpoint, secretAccessKey, region: 'eu-west-1', accounts: { staging, production } }
  await ensureBucket(local, { name: 'staging', bucket: 'shop-staging', account: staging }, [production])
  await ensureBucket(local, { name: 'production', bucket: 'shop', account: production }, [])
  write('liftlock.yml', configuration)
  write('app/template.json', JSON.stringify(template('http://127.0.0.1:9')))
  write('app/gate.json', JSON.stringify(gate))
}, 120_000)

afterAll(async () => {
  job?.remove()
  await tokens?.stop()
  await ministack?.stop()
})

function write(path: string, text: string): void {
  const file = join(job.workspace, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}

/** Nothing that the step read as a secret is in what it left behind, in any of its spellings. */
function expectNoSecret({ log, emitted }: EndedStep): void {
  const told = [...log.matchAll(/^::add-mask::(.*)$/gm)].map(([, value]) => value!)
  const secrets = [...tokens.tokens, tokens.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN, ...told]
  expect(told.length).toBeGreaterThanOrEqual(3)
  expect(findSecrets({ emitted }, secrets)).toEqual([])
}

test('package seals a release with the role of the environment, by a token and no keys', async () => {
  const step = await job.run('package', { source: 'app', environment: 'staging' })
  expect(step).toMatchObject({ code: 0, outputs: { outcome: 'succeeded', bucket: 'shop-staging' } })
  expect(step.summary).toContain('## ✓ package staging: succeeded')
  expect(tokens.audiences).toContain('sts.amazonaws.com')
  expectNoSecret(step)
  release = step.outputs.release!
})

test('deploy gives the outputs of the stack under their own names, and all of them in a file', async () => {
  const step = await job.run('deploy', { release, environment: 'staging' })
  expect(step.code).toBe(0)
  expect(step.outputs).toMatchObject({ outcome: 'succeeded', Endpoint: 'http://127.0.0.1:9', environment: 'staging' })
  expect(step.outputs.OrdersUrl).toMatch(/\/orders$/)
  expect(step.emitted).toContain(JSON.stringify(JSON.parse(step.outputs.outputs!), undefined, 2))
  expect(step.outputs['outputs-file']).toMatch(/deploy-outputs\.json$/)
  expect(step.log).toMatch(/^::group::Events of stack shop-staging\n(?: .*\n)+::endgroup::$/m)
  expectNoSecret(step)
})

test('the summary shows what ran in this job as boxes of the line, and the plan below', async () => {
  const step = await job.run('deploy', { release, environment: 'staging' })
  expect(step.outputs.outcome).toBe('no-changes')
  expect(step.summary).toMatch(
    /\| package staging \| → \| \*\*deploy staging\*\* \| → \| quality-gate \| → \| promote \|/,
  )
  expect(step.summary).toMatch(/\| succeeded \|\s+\| \*\*no-changes\*\* \|\s+\| · \|/)
})

test('promote refuses a release without evidence, and says what to do next', async () => {
  const step = await job.run('promote', { release, ...productionRole })
  expect(step).toMatchObject({ code: 1, outputs: { outcome: 'rejected', 'failure-reason': 'evidence-missing' } })
  expect(step.summary).toContain('## ✗ promote production: rejected')
  expect(step.summary).toContain('https://github.com/liftlock/liftlock/blob/v1/docs/errors.md#evidence-missing')
  expectNoSecret(step)
})

test('the gate passes, and its summary shows the line so far and leads to the report', async () => {
  const other = testJob({ AWS_ENDPOINT_URL: ministack.endpoint, ...tokens.environment, ...run })
  try {
    writeFileSync(join(other.workspace, 'liftlock.yml'), configuration)
    const tested = await other.run('quality-gate', { environment: 'staging' })
    expect(tested).toMatchObject({ code: 0, outputs: { outcome: 'succeeded', scenarios: '1' } })
    expect(tested.summary).toContain('## ✓ quality-gate staging: succeeded, 1 of 1 scenarios passed')
    expect(tested.summary).toMatch(
      /^\| package \| → \| deploy staging \| → \| \*\*quality-gate staging\*\* \| → \| promote \|$/m,
    )
    expect(tested.summary).toMatch(/^\| done \|\s+\| done \|\s+\| \*\*succeeded\*\* \|\s+\| · \|$/m)
    expect(tested.summary).toContain('(https://github.com/acme/shop/actions/runs/17#artifacts)')
    expect(tested.summary).toContain(`\`${tested.outputs.evidence}\``)
    expectNoSecret(tested)
  } finally {
    other.remove()
  }
}, 60_000)

test('the summary of a plan is enough for whoever approves it', async () => {
  const other = testJob({ AWS_ENDPOINT_URL: ministack.endpoint, ...tokens.environment, ...run })
  try {
    writeFileSync(join(other.workspace, 'liftlock.yml'), configuration)
    const { outputs, summary } = await other.run('promote', { release, 'plan-only': 'true', ...productionRole })
    expect(outputs).toMatchObject({ outcome: 'succeeded', release })
    const [plan, short] = [outputs.fingerprint!, release.slice(0, 12)]
    expect(summary).toContain(
      `## · promote production: plan ${shownFingerprint(plan)} waits for approval: 0 changed, 1 added, 0 removed`,
    )
    expect(summary).not.toContain('promote production: succeeded')
    expect(summary).toContain(`Release \`${short}\`; \`production\` has no known earlier release`)
    expect(summary).toMatch(
      /Evidence: quality-gate&#64;staging passed at \d{4}-\d\d-\d\dT\S+Z, 1 scenario, unsigned \(`evidence\//,
    )
    expect(summary).toContain(`run again with the input plan: ${plan}`)
    expect(summary).toMatch(/^\| done \|\s+\| done \|\s+\| passed \|\s+\| \*\*planned\*\* \|$/m)
    expect(summary).toMatch(new RegExp(`^(\\| \`${short}\` \\|\\s*){4}$`, 'm'))
  } finally {
    other.remove()
  }
})

test('promote brings the same release into the other account', async () => {
  const promoted = await job.run('promote', { release, ...productionRole })
  expect(promoted.outputs).toMatchObject({ outcome: 'succeeded', release, environment: 'production' })
  expect(promoted.outputs['stack-id']).toContain(`:${production}:`)
  expect(promoted.summary).toContain(`## ✓ promote production: succeeded, release ${release.slice(0, 12)} runs now`)
  expectNoSecret(promoted)

  const again = await job.run('promote', { release, 'plan-only': 'true', ...productionRole })
  expect(again.outputs.outcome).toBe('no-changes')
  expect(again.summary).toContain('## – promote production: production has no changes; approval is not needed')
  expect(again.summary).not.toContain('Next:')
}, 60_000)

test('a gate that says no points at the compiled scenario, where the model lies in another repository and two folders have one', async () => {
  const asked = {
    place: { file: 'scenarios/Visit.xml', line: 9 },
    description: '',
    kind: 'http',
    method: 'GET',
    url: '/nobody',
    identity: 'none',
    headers: {},
    status: 200,
    expects: [],
    extracts: [],
  }
  const red = { ...gate, scenarios: [{ ...gate.scenarios[0], activities: [sent('PAR'), asked] }] }
  write('service/gate.json', JSON.stringify(red, undefined, 2))
  write('service/template.json', JSON.stringify(template('http://127.0.0.1:9')))
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
  ])
    execFileSync('git', args, { cwd: job.workspace })
  const sealed = await job.run('package', { source: 'service', environment: 'staging' })
  await job.run('deploy', { release: sealed.outputs.release!, environment: 'staging' })
  const step = await job.run('quality-gate', { environment: 'staging', 'query-timeout': '1' })

  expect(step).toMatchObject({ code: 1, outputs: { outcome: 'rejected', 'failure-reason': 'gate-failed' } })
  const line = JSON.stringify(red, undefined, 2)
    .split('\n')
    .findIndex((text) => text.includes('"line": 9'))
  expect(step.log).toContain(`::error file=service/gate.json,line=${line}::Visit, activity 2 of 2`)
  expect(step.log).toContain('in the model: scenarios/Visit.xml:9')
  expect(step.summary).toContain('## ✗ quality-gate staging: rejected, 1 of 1 scenarios failed')
  expect(step.summary.match(/reject|1 of 1 scenarios failed/g)).toHaveLength(3)
  expect(step.summary.indexOf('**Visit**, activity 2 of 2')).toBeLessThan(step.summary.indexOf('**Next:**'))
}, 60_000)

test('values that look like commands or like the end of an output stay values', async () => {
  const hostile = {
    Resources: { A: { Type: 'AWS::SQS::Queue' } },
    Outputs: { outcome: { Value: awkward }, B: { Value: awkward } },
  }
  write('hostile.json', JSON.stringify(hostile))
  const step = await job.run(
    'deploy',
    { template: 'hostile.json', name: 'hostile', role: `arn:aws:iam::${staging}:role/r` },
    { AWS_REGION: 'eu-west-1' },
  )
  expect(step.outputs).toMatchObject({ outcome: 'succeeded', B: awkward })
  expect(step.log).toContain('its name is taken')
  expect(step.log.split('\n').filter((line) => /^\s*(::set-output|##\[)/.test(line))).toEqual([])
})

test('a plan of a template waits as well', async () => {
  write('topic.json', JSON.stringify({ Resources: { A: { Type: 'AWS::SNS::Topic' } } }))
  const inputs = { template: 'topic.json', name: 'topic', role: `arn:aws:iam::${staging}:role/r`, 'plan-only': 'true' }
  const { outputs, summary } = await job.run('deploy', inputs, { AWS_REGION: 'eu-west-1' })
  expect(outputs.outcome).toBe('succeeded')
  expect(summary).toMatch(
    /^## · deploy: plan [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} waits for approval: 0 changed, 1 added, 0 removed$/m,
  )
  expect(summary).toContain('**planned**')
})

test('hints name inputs and actions', async () => {
  const { log, summary } = await job.run('deploy', { release: '9.9.9', environment: 'staging' })
  expect(log).toContain('Next: the action package with version: 9.9.9 makes it')
  const missing = await job.run('promote', {})
  expect(missing.log).toContain(
    'give the input release or the input release-of, or see the README of the action promote',
  )
  expect(missing.summary).toContain('(https://github.com/liftlock/liftlock/blob/v1/actions/promote/README.md)')
  expect(log + summary + missing.log + missing.summary).not.toMatch(/--[a-z]/)
})

test('a role without a permission to ask for tokens says which permission the job lacks', async () => {
  const none = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }
  const step = await job.run('deploy', { release, environment: 'staging' }, none)
  expect(step).toMatchObject({ code: 1, outputs: { 'failure-reason': 'credentials-missing' } })
  expect(step.log).toContain('id-token: write')
  expect(step.summary).toContain('id-token: write')
})

test('keys in the environment assume the role where the job may not ask for tokens', async () => {
  const none = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }
  const keys = { AWS_ACCESS_KEY_ID: staging, AWS_SECRET_ACCESS_KEY: ministack.secretAccessKey }
  const step = await job.run('deploy', { release, environment: 'staging' }, { ...none, ...keys })
  expect(step.outputs.outcome).toBe('no-changes')
  expect(findSecrets({ emitted: step.emitted }, [keys.AWS_SECRET_ACCESS_KEY])).toEqual([])
})

test.each([
  [[503, 429], 'succeeded', ''],
  [[403], 'failed', 'credentials-missing'],
  [[401], 'failed', 'credentials-missing'],
])('a token service that answers %j first ends in %s', async (statuses, outcome, reason) => {
  const service = await startTokenService('repo:acme/shop:environment:staging', {
    statuses,
    secret: ministack.secretAccessKey,
  })
  try {
    write('small.json', JSON.stringify({ Resources: { A: { Type: 'AWS::SNS::Topic' } } }))
    const inputs = { template: 'small.json', name: `small-${statuses[0]}`, role: `arn:aws:iam::${staging}:role/r` }
    const step = await job.run('deploy', inputs, { AWS_REGION: 'eu-west-1', ...service.environment })
    expect(step.outputs).toMatchObject({ outcome, 'failure-reason': reason })
  } finally {
    await service.stop()
  }
})

test.each([
  ['package', { source: 'nowhere', environment: 'staging' }, 'file-missing'],
  ['deploy', { template: 'nowhere.json', name: 'shop-topics' }, 'file-missing'],
  ['quality-gate', { environment: 'nowhere' }, 'environment-unknown'],
  ['promote', { release: 'f'.repeat(64), ...productionRole }, 'release-missing'],
])('%s says what is not there', async (action, inputs, reason) => {
  const step = await job.run(action, inputs, { AWS_REGION: 'eu-west-1' })
  expect(step).toMatchObject({ code: 2, outputs: { outcome: 'invalid-input', 'failure-reason': reason } })
})
