import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type LocalAws, startLocalAws } from '../act/local-aws.ts'
import { type TestJob, testJob } from '../support/action-process.ts'
import { actionRole } from '../support/action-role.ts'
import { makeKmsKey } from '../support/kms-keys.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startTokenService, type TokenService } from '../support/token-service.ts'

/** Permissions are enforced, and the application has users, tables, views and events: the gate needs all that it asks for. */
const minutes = 60_000
const account = '111111111111'
const policy = 'quality-gate/policy.json'
const { Statement } = JSON.parse(readFileSync(join(packageRoot(), 'actions', policy), 'utf8')) as {
  readonly Statement: readonly { readonly Sid: string; readonly Action: readonly string[] }[]
}
const statements = Statement.map(({ Sid, Action }) => [Sid, Action] as const)

let job: TestJob
let aws: LocalAws
let tokens: TokenService
let key: string

beforeAll(async () => {
  tokens = await startTokenService('repo:acme/parking:environment:staging')
  job = testJob(tokens.environment)
  aws = await startLocalAws(job.workspace, 'parking-desk', {
    iam: true,
    workers: ['Whole', ...statements.map(([sid]) => `No${sid}`)],
  })
  tokens.secret = aws.local.secretAccessKey
  const root = { ...aws.environment, AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: aws.local.secretAccessKey }
  writeFileSync(
    join(job.workspace, 'liftlock.yml'),
    readFileSync(join(packageRoot(), 'examples', 'parking', 'liftlock.yml')),
  )
  const model = join(packageRoot(), 'examples', 'parking')
  await job.run('generate', { model, out: 'build', 'no-tests': 'true' })
  const { outputs } = await job.run('package', { source: 'build/app', environment: 'staging' }, root)
  const deployed = await job.run('deploy', { release: outputs.release!, environment: 'staging' }, root)
  expect(deployed.outputs).toMatchObject({ outcome: 'succeeded' })
  const clients = localClients(aws.local, account)
  key = await makeKmsKey(clients.kms)
  // What lies there has to be read before it can count as nothing.
  const Key = `evidence/${outputs.release}/quality-gate/staging/2026-01-01T00:00:00.000Z.json`
  await clients.s3.send(
    new PutObjectCommand({ Bucket: 'parking-desk-artifacts-staging', Key, Body: '{}', IfNoneMatch: '*' }),
  )
  const { userPoolId, eventBus } = JSON.parse(deployed.outputs.outputs!) as Record<string, string>
  const words = {
    ...{ REGION: 'eu-west-1', ACCOUNT: account, APPLICATION: 'parking-desk', ENVIRONMENT: 'staging' },
    ...{ BUCKET: 'parking-desk-artifacts-staging', STACK: 'parking-desk-staging', POOL: userPoolId!, BUS: eventBus! },
    SIGNING_KEY: key.split('/')[1]!,
    ...{ OWNER: 'acme', REPOSITORY: 'parking', OWNER_ID: '1001', REPOSITORY_ID: '2002' },
  }
  const role = (name: string, without: readonly string[]) => [
    name,
    actionRole({ name, policies: [policy], words, without }),
  ]
  const Resources = Object.fromEntries([role('Whole', []), ...statements.map(([sid]) => role(`No${sid}`, [sid]))])
  const made = await deployStack(clients, 'roles', { Resources })
  expect([made.status, made.reason]).toEqual(['CREATE_COMPLETE', undefined])
}, 3 * minutes)

afterAll(async () => {
  await Promise.all([aws?.close(), tokens?.stop()])
  job?.remove()
}, minutes)

const gateAs = (name: string) =>
  job.run(
    'quality-gate',
    { environment: 'staging', role: `arn:aws:iam::${account}:role/${name}`, 'query-timeout': '10', 'signing-key': key },
    aws.environment,
  )

test.each(statements)(
  'without its statement %s the gate is denied one of its actions',
  async (sid, actions) => {
    const { outputs, log } = await gateAs(`No${sid}`)
    expect(outputs).toMatchObject({ outcome: 'failed', 'failure-reason': 'access-denied' })
    const [, denied] = /not authorized to perform: ([\w:-]+)/.exec(log) ?? []
    expect(actions).toContain(denied)
  },
  minutes,
)

test(
  'the policy of the gate is enough to test an application with users, tables, views and events',
  async () => {
    const { outputs } = await gateAs('Whole')
    expect(outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '', events: '4/4', views: '2/2' })
    expect(outputs.signature).toMatch(/^signed by key [0-9a-f]{12}, which liftlock.yml does not declare$/)
  },
  minutes,
)
