import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { cloudFormationStacks } from '../../src/aws/cloudformation/stacks.ts'
import { s3Objects } from '../../src/aws/s3/objects.ts'
import type { Aws } from '../../src/core/ports/aws.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { findEnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import { statementOf } from '../../src/delivery/evidence/statement.ts'
import { writeEvidence } from '../../src/delivery/evidence/write-evidence.ts'
import { writeRelease } from '../../src/delivery/release/write-release.ts'
import { promote } from '../../src/stages/promote/stage.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { endedDeployment, recordOf } from '../support/staged-evidence.ts'
import { makeBucket } from '../support/test-buckets.ts'
import { testContext } from '../support/test-context.ts'

/* Two accounts with permissions enforced: what the policies that we hand out allow, and what they do not. */
const [stagingAccount, productionAccount] = ['111111111111', '222222222222'] as const
const [stagingBucket, productionBucket] = ['parking-artifacts-staging', 'parking-artifacts-production'] as const
let ministack: TestMinistack
let roles: Readonly<Record<string, string>>
let release: string

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  await makeBucket(ministack, stagingBucket, stagingAccount)
  await makeBucket(ministack, productionBucket, productionAccount)
  await keepVersions(stagingBucket)
  await letRead(stagingBucket)
  const clients = localClients(ministack, productionAccount)
  const { status, reason, outputs } = await deployStack(clients, 'roles', roleTemplate())
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined])
  roles = outputs
  release = await sealed()
}, 90_000)
afterAll(() => ministack?.stop())

const aws = (account: string) =>
  awsAtEndpoint(ministack.endpoint, { region: 'eu-west-1', account, secretAccessKey: ministack.secretAccessKey })
const configuration = `application: parking
environments:
  staging: {}
  production: { stack: parking, requires: [deploy@staging] }
`

/** Promotes with nothing but what a role may. */
async function promoteAs(role: string, inputs: Readonly<Record<string, unknown>>) {
  const files = { ...testContext().files, findText: async () => configuration }
  return promote.run(promote.inputs.parse(inputs), testContext({ aws: await withRole(role), files }))
}

async function withRole(role: string): Promise<Aws> {
  const { sts } = localClients(ministack, productionAccount)
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'test' }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
  const configure = async () => ({
    region: 'eu-west-1',
    endpoint: ministack.endpoint,
    credentials: async () => credentials,
  })
  const account = {
    ...aws(productionAccount).at({}),
    objects: s3Objects(configure),
    stacks: cloudFormationStacks(configure),
  }
  return { at: () => account }
}

const stack = () => aws(productionAccount).at({}).stacks.find('parking')

test('a role with the policy of a preview makes a plan, and cannot execute it', async () => {
  const planned = await promoteAs(roles.Preview!, { release, planOnly: true })
  expect(planned).toMatchObject({ outcome: 'succeeded', changesText: expect.stringContaining('1 added') })
  await expect(promoteAs(roles.Preview!, { release, plan: planned.fingerprint })).rejects.toMatchObject({
    reason: 'access-denied',
  })
  expect((await stack())?.status ?? 'REVIEW_IN_PROGRESS').toBe('REVIEW_IN_PROGRESS')

  const executed = await promoteAs(roles.Execute!, { release, plan: planned.fingerprint })
  expect(executed.outcome).toBe('succeeded')
  expect((await stack())?.status).toBe('CREATE_COMPLETE')
  const address = { bucket: productionBucket, application: 'parking', environment: 'production' }
  const found = await findEnvironmentRecord(aws(productionAccount).at({}).objects, address)
  expect(found?.record).toMatchObject({ release, fencing: 1 })
}, 60_000)

test('what was deleted or written over in the bucket of staging still counts for a role of production', async () => {
  const { s3 } = localClients(ministack, stagingAccount)
  const address = { Bucket: stagingBucket, Key: `evidence/${release}/deploy/staging/9999.json` }
  const forged = (environment: string) => {
    const stackId = `arn:aws:cloudformation:eu-west-1:${stagingAccount}:stack/parking-staging/1-2-3`
    return JSON.stringify(statementOf(release, endedDeployment({ application: 'parking', environment, stackId })))
  }
  await afterTheSecondOf(`evidence/${release}/deploy/staging/`)
  await s3.send(new PutObjectCommand({ ...address, Body: forged('elsewhere') }))
  await s3.send(new PutObjectCommand({ ...address, Body: forged('staging') }))
  await s3.send(new DeleteObjectCommand(address))
  await expect(promoteAs(roles.Preview!, { release, planOnly: true })).rejects.toMatchObject({
    reason: 'evidence-mismatch',
    message: expect.stringContaining('it is about environment elsewhere, not staging'),
  })
}, 60_000)

/** Waits until what is written is dated later than all that lies below a prefix: the store tells whole seconds. */
async function afterTheSecondOf(prefix: string): Promise<void> {
  const { objects } = aws(stagingAccount).at({})
  const seconds: number[] = []
  for await (const { modifiedSeconds } of objects.versions(stagingBucket, prefix)) seconds.push(modifiedSeconds)
  while (Date.now() / 1000 < Math.max(...seconds) + 1) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** A release with a template above the size that a call takes, so that CloudFormation reads it from the source. */
async function sealed(): Promise<string> {
  const { objects } = aws(stagingAccount).at({})
  const Metadata = { Text: 'x'.repeat(60_000) }
  const bytes = new TextEncoder().encode(JSON.stringify({ Metadata, Resources: { A: { Type: 'AWS::SQS::Queue' } } }))
  const template = { path: 'template.json', kind: 'template' as const, sha256: sha256(bytes), bytes: bytes.length }
  const manifest = { formatVersion: 1 as const, application: 'parking', artifacts: [], parameters: [], template }
  const store = { objects, bucket: stagingBucket }
  const { digest } = await writeRelease(store, manifest, new Map([[template.sha256, bytes]]))
  const address = { bucket: stagingBucket, release: digest, stage: 'deploy', environment: 'staging' } as const
  const stackId = `arn:aws:cloudformation:eu-west-1:${stagingAccount}:stack/parking-staging/1-2-3`
  const staged = { application: 'parking', environment: 'staging', stackId }
  const record = new TextEncoder().encode(JSON.stringify(recordOf(staged, { release: digest })))
  await objects.create(stagingBucket, 'environments/parking/staging.json', record)
  await writeEvidence(objects, address, statementOf(digest, endedDeployment(staged)), { now: new Date() })
  return digest
}

async function keepVersions(Bucket: string): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await localClients(ministack, stagingAccount).s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }),
  )
}

async function letRead(bucket: string): Promise<void> {
  const { s3 } = localClients(ministack, stagingAccount)
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${productionAccount}:root` },
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'],
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    },
  ]
  await s3.send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  )
}

function roleTemplate() {
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${productionAccount}:root` },
    Action: 'sts:AssumeRole',
  }
  const role = (...documents: unknown[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: documents.map((PolicyDocument, index) => ({ PolicyName: `policy-${index}`, PolicyDocument })),
    },
  })
  const queues = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' }
  const arn = (name: string) => ({ Value: { 'Fn::GetAtt': [name, 'Arn'] } })
  return {
    Resources: {
      Preview: role(policyOf('policy-plan.json')),
      Execute: role(policyOf('policy.json'), { Version: '2012-10-17', Statement: [queues] }),
    },
    Outputs: { Preview: arn('Preview'), Execute: arn('Execute') },
  }
}

/** A policy that users copy, with our names in the place of its words in capitals. */
function policyOf(file: string): unknown {
  const names: Readonly<Record<string, string>> = {
    REGION: 'eu-west-1',
    ACCOUNT: productionAccount,
    STACK: 'parking',
    SOURCE_BUCKET: stagingBucket,
    BUCKET: productionBucket,
    APPLICATION: 'parking',
    ENVIRONMENT: 'production',
  }
  const text = readFileSync(join(packageRoot(), 'actions', 'promote', file), 'utf8')
  return JSON.parse(text.replace(/\b[A-Z]+(?:_[A-Z]+)*\b/g, (word) => names[word] ?? word))
}
