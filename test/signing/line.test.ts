import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GetPublicKeyCommand } from '@aws-sdk/client-kms'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { artifactBucketPolicy } from '../../src/aws/s3/artifact-bucket-policy.ts'
import { makeBucket } from '../../src/aws/s3/make-bucket.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { sealStatement } from '../../src/delivery/evidence/signing/envelope.ts'
import { statementOf } from '../../src/delivery/evidence/statement.ts'
import { actionRole, type PolicyWords } from '../support/action-role.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { makeKmsKey } from '../support/kms-keys.ts'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { shopGate } from '../support/shop-gate.ts'
import { ecKey, pemOf } from '../support/signing-keys.ts'
import { passedGate } from '../support/staged-evidence.ts'
import { configureAt } from '../support/test-buckets.ts'

/* The line with a key of KMS. Permissions are enforced: each step has the policy of its action, and nothing else. */
const account = '555555555555'
const [staging, production] = ['shop-staging', 'shop-production']
const gate = JSON.stringify(
  shopGate('Endpoint', { name: 'Nothing', place: { file: 'a.xml', line: 1 }, activities: [] }),
)
const laptop = ecKey()

let ministack: TestMinistack
let clients: LocalClients
let line: CommandLine
let key: string
const sessions: Record<string, NodeJS.ProcessEnv> = {}

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  clients = localClients(ministack, account)
  line = commandLine()
  await makeBucket(configureAt(ministack, account), staging!, policyOf(staging!, 'staging'))
  await makeBucket(configureAt(ministack, account), production!, policyOf(production!, 'production'))
  key = await makeKmsKey(clients.kms)
  const { PublicKey } = await clients.kms.send(new GetPublicKeyCommand({ KeyId: key }))
  await makeRoles(key.split('/')[1]!)
  const signers = {
    gate: { 'public-key': Buffer.from(PublicKey!).toString('base64') },
    laptop: { 'public-key': laptop.publicKey },
  }
  write('liftlock.yml', configurationWith({ signers, signingKey: key, required: ['gate'] }))
  write('unsigned/liftlock.yml', configurationWith({ signers, required: ['gate'] }))
  write('laptop.pem', pemOf(laptop))
}, 120_000)
afterAll(async () => {
  await line?.close()
  await ministack?.stop()
})

/** That of an artifact bucket, where a forger has the rights of the gate's role as well. */
function policyOf(bucket: string, environment: string) {
  const role = (name: string) => `arn:aws:iam::${account}:role/${name}`
  return artifactBucketPolicy({
    bucket,
    environment,
    account,
    readers: [],
    roles: {
      administrators: [],
      package: [role('package')],
      deploy: [role('deploy')],
      gate: [role('gate'), role('gate-without-key'), `arn:aws:iam::${account}:root`],
      promote: [role('promote')],
      plan: [role('preview')],
      preview: [],
    },
  })
}

interface Signing {
  readonly signers: object
  readonly signingKey?: string
  readonly required?: readonly string[]
}

function configurationWith({ signers, signingKey, required }: Signing): string {
  const place = (name: string) => ({
    account,
    region: 'eu-west-1',
    bucket: `shop-${name}`,
    stack: `shop-${name}`,
    ...(signingKey && { 'signing-key': signingKey }),
  })
  const requires = [{ evidence: 'quality-gate@staging', ...(required && { signers: required }) }]
  return JSON.stringify({
    application: 'shop',
    signers,
    environments: { staging: place('staging'), production: { ...place('production'), requires } },
  })
}

async function makeRoles(SIGNING_KEY: string): Promise<void> {
  const words: PolicyWords = {
    SOURCE_BUCKET: staging!,
    SERVICE_ROLE: 'none',
    APPLICATION: 'shop',
    ENVIRONMENT: 'staging',
    REGION: 'eu-west-1',
    ACCOUNT: account,
    BUCKET: staging!,
    STACK: staging!,
    SIGNING_KEY,
  }
  const target = { ...words, ENVIRONMENT: 'production', BUCKET: production!, STACK: production! }
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }
  const topics = [{ Effect: 'Allow', Action: ['sns:*'], Resource: ['*'] }]
  const kinds = {
    package: { policies: ['package/policy.json'], words },
    deploy: { policies: ['deploy/policy.json'], words, more: topics },
    gate: { policies: ['quality-gate/policy.json'], words },
    'gate-without-key': { policies: ['quality-gate/policy.json'], words, without: ['kms:Sign'] },
    preview: { policies: ['promote/policy-plan.json'], words: target },
    promote: { policies: ['promote/policy.json'], words: target, more: topics },
  }
  const resources = Object.entries(kinds).map(([name, kind]) => {
    const { Type, Properties } = actionRole({ name, ...kind })
    return [
      name.replaceAll('-', ''),
      { Type, Properties: { ...Properties, AssumeRolePolicyDocument: { Statement: [root] } } },
    ]
  })
  const made = await deployStack(clients, 'roles', { Resources: Object.fromEntries(resources) })
  expect([made.status, made.reason]).toEqual(['CREATE_COMPLETE', undefined])
  for (const name of Object.keys(kinds)) {
    const RoleArn = `arn:aws:iam::${account}:role/${name}`
    const { Credentials } = await clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
    sessions[name] = {
      AWS_ENDPOINT_URL: ministack.endpoint,
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials!.SessionToken,
    }
  }
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(line.folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return name
}

interface Answer {
  readonly outcome: string
  readonly outputs: Readonly<Record<string, unknown>>
  readonly error?: { readonly reason: string; readonly message: string; readonly hint?: string }
  readonly stderr: string
}

/** A command as a role. */
async function as(role: string, ...args: string[]): Promise<Answer> {
  const { stdout, stderr } = await line.run([...args, '--json'], sessions[role])
  return { ...JSON.parse(stdout), stderr }
}

/** Seals a release with one topic. */
async function released(name: string): Promise<string> {
  const topic = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name } }
  const template = {
    Metadata: { Liftlock: { Application: 'shop', Gate: 'gate.json' } },
    Resources: { A: topic },
    Outputs: { Endpoint: { Value: 'http://127.0.0.1:9/' } },
  }
  write(`${name}/template.json`, JSON.stringify(template))
  write(`${name}/gate.json`, gate)
  const { outputs } = await as('package', 'package', name, '--environment', 'staging')
  return String(outputs.release)
}

async function objectsBelow(bucket: string, prefix: string): Promise<Readonly<Record<string, string>>> {
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))
  const texts = Contents.map(async ({ Key }) => {
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: Key! }))
    return [Key!, await Body!.transformToString()] as const
  })
  return Object.fromEntries(await Promise.all(texts))
}

let release: string

test('a deployment is signed by the key of the environment, and the record says so', async () => {
  release = await released('first')
  const { outputs, error } = await as('deploy', 'deploy', release, '--environment', 'staging')
  expect(error).toBeUndefined()
  expect(outputs).toMatchObject({ outcome: 'succeeded', signature: 'signed by gate' })
  const [record] = Object.values(await objectsBelow(staging!, 'environments/'))
  expect(JSON.parse(record!)).toMatchObject({ release, signature: 'signed by gate' })
  const again = await as('deploy', 'deploy', release, '--environment', 'staging', '--configuration', 'unsigned')
  expect(again.outputs).toMatchObject({ outcome: 'no-changes', signature: 'signed by gate' })
}, 60_000)

test('a gate without the permission to sign says which one is missing, and leaves no evidence', async () => {
  const { error } = await as('gate-without-key', 'quality-gate', '--environment', 'staging')
  expect(error).toMatchObject({ reason: 'access-denied', hint: expect.stringContaining('kms:Sign') })
  expect(await objectsBelow(staging!, `evidence/${release}/quality-gate/`)).toEqual({})
}, 60_000)

test('unsigned evidence is called unsigned by the gate, and does not satisfy a policy that asks for a signature', async () => {
  const tested = await as('gate', 'quality-gate', '--environment', 'staging', '--configuration', 'unsigned')
  expect(tested.outputs).toMatchObject({ outcome: 'succeeded', signature: 'unsigned' })
  expect(tested.stderr).toMatch(/evidence .*, unsigned/)
  expect(tested.stderr).toContain('will be unsigned, and production requires a signature of gate')
  const { error } = await as('promote', 'promote', release)
  expect(error).toMatchObject({ reason: 'evidence-unsigned' })
}, 60_000)

test('a gate that has a key now tests a release again that passed without one, and then finds it done', async () => {
  // The store tells time to the second, and of two statements in one second both count.
  await nextSecond()
  const tested = await as('gate', 'quality-gate', '--environment', 'staging')
  expect(tested.outputs).toMatchObject({ outcome: 'succeeded', signature: 'signed by gate' })
  const again = await as('gate', 'quality-gate', '--environment', 'staging')
  expect(again.outputs).toMatchObject({ outcome: 'no-changes', signature: 'signed by gate' })
}, 60_000)

test('plan and record of a promotion name the signer of the evidence, and the approval is signed too', async () => {
  const planned = await as('preview', 'promote', release, '--plan-only', '--report', 'plan')
  expect(planned.error).toBeUndefined()
  expect(planned.stderr).toContain('quality-gate@staging, signed by gate')
  const { outputs, error } = await as(
    'promote',
    'promote',
    release,
    '--plan',
    String(planned.outputs.fingerprint),
    '--report',
    'plan',
    '--approved-by',
    'ann',
  )
  expect(error).toBeUndefined()
  expect(outputs).toMatchObject({ outcome: 'succeeded', signature: 'signed by gate' })
  const [record] = Object.values(await objectsBelow(production!, 'environments/'))
  expect(JSON.parse(record!)).toMatchObject({
    signature: 'signed by gate',
    evidence: [{ signature: 'signed by gate' }],
  })
}, 60_000)

test('all evidence that the line left verifies offline', async () => {
  const files = { ...(await objectsBelow(production!, 'evidence/')), ...(await objectsBelow(production!, 'releases/')) }
  for (const [name, text] of Object.entries(files)) write(join('copied', name), text)
  const { outputs, error } = await as('a reader without credentials', 'verify', 'copied')
  expect(error).toBeUndefined()
  const said = (outputs.verified as { stage: string; environment: string; signedBy: string[] }[]).map(
    ({ stage, environment, signedBy }) => `${stage}@${environment} by ${signedBy}`,
  )
  expect(said.sort()).toEqual([
    'approval@production by gate',
    'deploy@production by gate',
    'quality-gate@staging by gate',
  ])
}, 60_000)

describe('write access to the bucket of staging without the key gets no release into production', () => {
  async function promoteAfter(name: string, forge: (own: string) => Promise<Uint8Array>): Promise<Answer> {
    const own = await released(name)
    const Key = `evidence/${own}/quality-gate/staging/2026-01-01T00:00:00.000Z.json`
    await clients.s3.send(new PutObjectCommand({ Bucket: staging, Key, Body: await forge(own), IfNoneMatch: '*' }))
    return as('promote', 'promote', own)
  }
  const passed = async (about: string) => {
    const [record] = Object.values(await objectsBelow(staging!, 'environments/'))
    const { stackId } = JSON.parse(record!)
    return statementOf(about, passedGate({ application: 'shop', environment: 'staging', stackId, gate: sha256(gate) }))
  }
  const signed = async () => {
    const texts = Object.values(await objectsBelow(staging!, `evidence/${release}/quality-gate/`))
    return JSON.parse(texts.find((text) => text.includes('payloadType'))!)
  }
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))

  test('by a statement without a signature', async () => {
    const { error } = await promoteAfter('bare', async (own) => sealStatement(await passed(own), undefined))
    expect(error).toMatchObject({ reason: 'evidence-unsigned' })
  }, 60_000)

  test('by a signature of another declared key', async () => {
    const { error } = await promoteAfter('other', async (own) => sealStatement(await passed(own), laptop.signer))
    expect(error).toMatchObject({ reason: 'signer-unknown', message: expect.stringContaining(laptop.keyId) })
  }, 60_000)

  test('by a payload under a signature that was made for another', async () => {
    const { error } = await promoteAfter('changed', async (own) => {
      const payload = bytes(await passed(own)).toString('base64')
      return bytes({ ...(await signed()), payload })
    })
    expect(error).toMatchObject({ reason: 'signature-invalid', message: expect.stringContaining('gate') })
  }, 60_000)

  test('by the signed evidence of another release', async () => {
    const { error } = await promoteAfter('moved', async () => bytes(await signed()))
    expect(error).toMatchObject({ reason: 'evidence-mismatch', message: expect.stringContaining(release) })
  }, 60_000)

  test('by an envelope whose list of signatures is empty', async () => {
    const { error } = await promoteAfter('empty', async () => bytes({ ...(await signed()), signatures: [] }))
    expect(error).toMatchObject({ reason: 'evidence-failed' })
  }, 60_000)
})

test('a key in a file signs as well, is named, and nothing that is printed has a line of it', async () => {
  await nextSecond()
  const { outputs, stderr } = await as(
    'gate',
    'quality-gate',
    '--environment',
    'staging',
    '--rerun',
    '--signing-key',
    'laptop.pem',
  )
  expect(outputs).toMatchObject({ outcome: 'succeeded', signature: 'signed by laptop' })
  expect(stderr).not.toContain(pemOf(laptop).split('\n')[1])
  const { error } = await as('promote', 'promote', release)
  expect(error).toMatchObject({ reason: 'signer-unknown' })
}, 60_000)

async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  while (Math.floor(Date.now() / 1000) === now) await new Promise((resolve) => setTimeout(resolve, 20))
}
