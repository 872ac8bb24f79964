import { afterAll, beforeAll, expect } from '@jest/globals'
import { actionRole } from '../support/action-role.ts'
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { stsRefusal } from '../support/scripted-sts.ts'
import type { TokenService } from '../support/token-service.ts'
import type { LocalAws } from './local-aws.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import type { ActRun, Between } from './run-act.ts'
import { environmentState, openShop, type Shop, shopBuckets } from './shop.ts'
import { starter } from './toolkit-copy.ts'
import type { Repository, World } from './world.ts'

/** Permissions are enforced: what a job may not do, and who it may not be. The tests follow one another. */
const minutes = 60_000
let opened: Shop | undefined
let world: World
let aws: LocalAws
let tokens: TokenService
let sts: FaultyProxy
let shop: Repository
/** What STS says in place of giving a session. */
let stsSays: { readonly code: string; readonly message: string } | undefined

beforeAll(async () => {
  if (localRunner === undefined) return
  // What gets to production is promoted by hand, so that a promotion needs no deployment to staging before it.
  const workflows = {
    '.github/workflows/deliver.yml': starter('cloudformation.yml').replace(/ *production: production\n/, ''),
    '.github/workflows/promote.yml': starter('promote.yml'),
  }
  opened = await openShop(localRunner, workflows, { iam: true })
  ;({ world, aws, tokens, shop } = opened)
  sts = await startFaultyProxy(aws.local.endpoint, () => stsSays && { kind: 'answer', ...stsRefusal(stsSays) })
  world.environment.AWS_ENDPOINT_URL_STS = sts.endpoint
  await grant('production')
}, 2 * minutes)

afterAll(async () => {
  await Promise.all([opened?.close(), sts?.stop()])
}, minutes)

/** Gives the role of an environment the rights that its actions need, without those that are named. */
async function grant(name: 'staging' | 'production', without: readonly string[] = []): Promise<void> {
  const account = aws.local.accounts[name]
  const words = {
    ...{ ACCOUNT: account, REGION: 'eu-west-1', APPLICATION: 'shop', STACK: `shop-${name}`, SERVICE_ROLE: 'none' },
    ...{ ENVIRONMENT: name, BUCKET: shopBuckets[name], SOURCE_BUCKET: shopBuckets.staging },
    ...{ OWNER: 'acme', REPOSITORY: 'shop', OWNER_ID: '1001', REPOSITORY_ID: '2002' },
  }
  const policies = { staging: ['package/policy.json', 'deploy/policy.json'], production: ['promote/policy.json'] }
  const Role = actionRole({
    name: `liftlock-${name}`,
    policies: policies[name],
    words,
    // The local runner has one token service for all jobs.
    trust: { ...words, ENVIRONMENT: 'staging' },
    more: [{ Effect: 'Allow', Action: ['sqs:*'], Resource: ['*'] }],
    without,
  })
  expect((await deployStack(localClients(aws.local, account), 'roles', { Resources: { Role } })).status).toMatch(
    /^(CREATE|UPDATE)_COMPLETE$/,
  )
}

/** Promotes by hand what runs in staging. */
const promote = (between?: Between) =>
  shop.run('workflow_dispatch', {
    inputs: { release: '', 'release-of': 'staging', environment: 'production' },
    ...(between && { between }),
  })

const verified = { 'deliver/package': 'success', 'verify/deploy': 'success' }
const planned = { 'promote/plan': 'success' }

function expectRefusal(run: ActRun, job: string, reason: string, words: RegExp): void {
  expect(run.outputs[job]).toMatchObject({ outcome: 'failed', 'failure-reason': reason })
  expect(run.errors).toEqual([expect.stringMatching(words)])
  expect(run.errors[0]).toMatch(/\n {2}Next: .+\n {2}Reason: /)
}

testOnRunner(
  'a role that may not execute leaves staging as it is, and the message names the right that it lacks',
  async () => {
    await grant('staging', ['cloudformation:ExecuteChangeSet'])
    const run = await shop.run('push')
    expect(run.jobs).toEqual({ 'deliver/package': 'success', 'verify/deploy': 'failure' })
    expectRefusal(run, 'verify/deploy', 'access-denied', /ExecuteChangeSet.*Next: give the role this permission/s)
    expect(await environmentState(aws, 'staging')).toEqual({ stack: undefined, records: [] })
    await grant('staging')
    expect((await shop.run('push')).jobs).toEqual(verified)
  },
  2 * minutes,
)

testOnRunner.each([
  ['the right to execute', 'cloudformation:ExecuteChangeSet', /ExecuteChangeSet/],
  ['the right to record what runs', 'RecordDeployment', /s3:\/\/shop-artifacts\/locks\/shop\/production\.json/],
] as const)(
  'a role that loses %s while a reviewer thinks promotes nothing',
  async (_, right, words) => {
    const before = await environmentState(aws, 'production')
    const happens = () => grant('production', [right])
    const run = await promote({ after: 'promote/plan', happens })
    expect(run.jobs).toEqual({ ...planned, 'promote/execute': 'failure' })
    expectRefusal(run, 'promote/execute', 'access-denied', words)
    expect(await environmentState(aws, 'production')).toEqual(before)
    await grant('production')
  },
  2 * minutes,
)

testOnRunner(
  'a token of an issuer that the account does not know touches nothing',
  async () => {
    stsSays = { code: 'InvalidIdentityToken', message: 'No OpenIDConnect provider found in your account' }
    const run = await shop.run('push')
    stsSays = undefined
    expect(run.jobs).toEqual({ 'deliver/package': 'failure' })
    expectRefusal(run, 'deliver/package', 'credentials-invalid', /InvalidIdentityToken.*Next: make an OpenID Connect/s)
  },
  2 * minutes,
)

testOnRunner.each([
  [
    'has expired',
    async () => {
      stsSays = {
        code: 'ExpiredTokenException',
        message: 'Token expired: current date/time must be before the expiration',
      }
    },
    'credentials-invalid',
    /ExpiredToken.*Next: check the clock of the runner/s,
  ],
  [
    'is of another repository',
    async () => {
      tokens.subject = 'repo:acme/another:environment:staging'
    },
    'access-denied',
    /Next: let the role's trust policy accept the subject "repo:acme\/another:environment:staging"/,
  ],
] as const)(
  'a token that %s when the reviewer agrees promotes nothing',
  async (_, happens, reason, words) => {
    const before = await environmentState(aws, 'production')
    const run = await promote({ after: 'promote/plan', happens })
    stsSays = undefined
    tokens.subject = 'repo:acme/shop:environment:staging'
    expect(run.jobs).toEqual({ ...planned, 'promote/execute': 'failure' })
    expectRefusal(run, 'promote/execute', reason, words)
    expect(await environmentState(aws, 'production')).toEqual(before)
  },
  2 * minutes,
)

testOnRunner(
  'once everything is allowed, the same release goes to production',
  async () => {
    const run = await promote()
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({ ...planned, 'promote/execute': 'success' })
    const { stack, records } = await environmentState(aws, 'production')
    expect(stack).toContain('CREATE_COMPLETE')
    expect(records).toHaveLength(2)
  },
  2 * minutes,
)
