import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { artifactBucketPolicy } from '../../src/aws/s3/artifact-bucket-policy.ts'
import { makeBucket } from '../../src/aws/s3/make-bucket.ts'
import { type TestJob, testJob } from '../support/action-process.ts'
import { type ActionRole, actionRole, type PolicyWords } from '../support/action-role.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { shopGate } from '../support/shop-gate.ts'
import { configureAt } from '../support/test-buckets.ts'
import { startTokenService, type TokenService } from '../support/token-service.ts'

/** Permissions are enforced: each step works with a role that has exactly the policy that its README shows. */
const account = '555555555555'
const words: PolicyWords = {
  SOURCE_BUCKET: 'shop-staging',
  SERVICE_ROLE: 'none',
  APPLICATION: 'shop',
  ENVIRONMENT: 'staging',
  REGION: 'eu-west-1',
  ACCOUNT: account,
  BUCKET: 'shop-staging',
  STACK: 'shop-staging',
  OWNER: 'acme',
  REPOSITORY: 'shop',
  OWNER_ID: '1001',
  REPOSITORY_ID: '2002',
}
const production = { ...words, ENVIRONMENT: 'production', BUCKET: 'shop-production', STACK: 'shop-production' }
const gate = shopGate('Url', { name: 'Nothing', place: { file: 'a.xml', line: 1 }, activities: [] })
const template = {
  Metadata: { Liftlock: { Application: 'shop', Gate: 'gate.json' } },
  Resources: { A: { Type: 'AWS::SNS::Topic' } },
  // The local AWS is on this machine; no scenario calls it.
  Outputs: { Url: { Value: 'http://127.0.0.1:4566/' } },
}

let ministack: TestMinistack
let tokens: TokenService
let job: TestJob
let release: string

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  tokens = await startTokenService('repo:acme/shop:environment:staging', { secret: ministack.secretAccessKey })
  job = testJob({ AWS_ENDPOINT_URL: ministack.endpoint, ...tokens.environment })
  await makeArtifactBucket('staging', { package: 'package', deploy: 'deploy', gate: 'gate', plan: 'preview' })
  await makeArtifactBucket('production', { promote: 'promote' })
  const topics = { Effect: 'Allow', Action: ['sns:*'], Resource: ['*'] }
  const role = (name: string, path: string, more: Partial<ActionRole> = {}) =>
    actionRole({ name, policies: [path], words, trust: words, ...more })
  const roles = {
    package: role('package', 'package/policy.json'),
    deploy: role('deploy', 'deploy/policy.json', { more: [topics] }),
    gate: role('gate', 'quality-gate/policy.json'),
    preview: role('preview', 'promote/policy-plan.json'),
    promote: role('promote', 'promote/policy.json', { words: production, more: [topics] }),
  }
  const clients = localClients(ministack, account)
  const made = await deployStack(clients, 'roles', { Resources: roles })
  expect(made).toMatchObject({ status: 'CREATE_COMPLETE' })
  mkdirSync(join(job.workspace, 'app'))
  const environment = (name: string, requires: string) =>
    `  ${name}: { account: "${account}", region: eu-west-1, bucket: shop-${name}, stack: shop-${name}, requires: [${requires}] }\n`
  const environments = environment('staging', '') + environment('production', 'quality-gate@staging')
  writeFileSync(join(job.workspace, 'liftlock.yml'), `application: shop\nenvironments:\n${environments}`)
  writeFileSync(join(job.workspace, 'app', 'gate.json'), JSON.stringify(gate))
  writeFileSync(join(job.workspace, 'app', 'template.json'), JSON.stringify(template))
}, 120_000)

afterAll(async () => {
  job?.remove()
  await tokens?.stop()
  await ministack?.stop()
})

/** The bucket of an environment, where each role may write what its purpose needs and nothing else. */
async function makeArtifactBucket(environment: string, roles: Readonly<Record<string, string>>): Promise<void> {
  const of = (purpose: string) =>
    roles[purpose] === undefined ? [] : [`arn:aws:iam::${account}:role/${roles[purpose]}`]
  const policy = artifactBucketPolicy({
    bucket: `shop-${environment}`,
    environment,
    account,
    readers: [],
    roles: {
      administrators: [],
      package: of('package'),
      deploy: of('deploy'),
      gate: of('gate'),
      promote: of('promote'),
      plan: of('plan'),
      preview: of('preview'),
    },
  })
  await makeBucket(configureAt(ministack, account), `shop-${environment}`, policy)
}

const as = (name: string) => ({ environment: 'staging', role: `arn:aws:iam::${account}:role/${name}` })

test('the policy of package is enough to seal a release', async () => {
  const step = await job.run('package', { source: 'app', ...as('package') })
  expect(step.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '' })
  release = step.outputs.release!
})

test('the role of package cannot deploy', async () => {
  const step = await job.run('deploy', { release, ...as('package') })
  expect(step.outputs).toMatchObject({ outcome: 'failed', 'failure-reason': 'access-denied' })
})

test('the role that may preview makes a plan, and cannot execute it', async () => {
  const planned = await job.run('deploy', { release, 'plan-only': 'true', ...as('preview') })
  expect(planned.outputs).toMatchObject({ outcome: 'succeeded', 'has-changes': 'true' })
  const executed = await job.run('deploy', { release, ...as('preview') })
  expect(executed.outputs).toMatchObject({ outcome: 'failed', 'failure-reason': 'access-denied' })
})

test('the policy of deploy is enough to deploy a release and to record it', async () => {
  const step = await job.run('deploy', { release, ...as('deploy') })
  expect(step.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '', release })
  const again = await job.run('deploy', { release, ...as('deploy') })
  expect(again.outputs.outcome).toBe('no-changes')
})

test('the policy of the gate is enough to test a release and to write its evidence', async () => {
  const step = await job.run('quality-gate', as('gate'))
  expect(step.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '' })
})

test('the policy of promote is enough to bring a release with evidence into the next environment', async () => {
  const step = await job.run('promote', { release, ...as('promote'), environment: 'production' })
  expect(step.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '', release })
})

test('the trust policy of the guide lets no other environment in, and the message has the subject to add', async () => {
  const stranger = await startTokenService('repo:acme/shop:environment:production', {
    secret: ministack.secretAccessKey,
  })
  try {
    const step = await job.run('deploy', { release, ...as('deploy') }, stranger.environment)
    expect(step.outputs).toMatchObject({ outcome: 'failed', 'failure-reason': 'access-denied' })
    expect(step.summary).toContain('repo:acme/shop:environment:production')
  } finally {
    await stranger.stop()
  }
})

test('the trust policy of the guide knows repositories by their numbers too', async () => {
  const renamed = await startTokenService('repo:acme@1001/shop@2002:environment:staging', {
    secret: ministack.secretAccessKey,
  })
  try {
    const step = await job.run('deploy', { release, ...as('deploy') }, renamed.environment)
    expect(step.outputs.outcome).toBe('no-changes')
  } finally {
    await renamed.stop()
  }
})
