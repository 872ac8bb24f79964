import { CloudFormationClient, CreateChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/* Rights that a call needs beside its own: to use the key of an object or of a topic, and to pass a role on. */
const [owner, foreign] = ['333333333333', '111111111111']
const region = 'eu-west-1'
let ministack: TestMinistack
let key = ''
let TopicArn = ''
/** The roles of both accounts have these names. */
const rights = {
  all: ['kms:Decrypt', 'kms:GenerateDataKey', 'iam:PassRole'],
  reads: ['kms:Decrypt'],
  writes: ['kms:GenerateDataKey'],
  none: [],
} as const
type Role = keyof typeof rights

const configured = (credentials: object) => ({
  endpoint: ministack.endpoint,
  region,
  credentials: credentials as never,
  maxAttempts: 1,
})
const root = (account: string) => configured({ accessKeyId: account, secretAccessKey: ministack.secretAccessKey })

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  for (const account of [owner, foreign]) {
    const { status } = await deployStack(localClients(ministack, account), 'roles', { Resources: roles(account) })
    expect(status).toBe('CREATE_COMPLETE')
  }
  const kms = new KMSClient(root(owner))
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(keyPolicy) }))
  key = KeyMetadata!.Arn!
  const { s3 } = localClients(ministack, owner)
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } as const
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] }
  await s3.send(new PutBucketEncryptionCommand({ Bucket: 'artifacts', ServerSideEncryptionConfiguration }))
  await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'a', Body: 'a' }))
  const letIn = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${foreign}:root` }, Action: 's3:*' }
  const Statement = [{ ...letIn, Resource: 'arn:aws:s3:::artifacts/*' }]
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'artifacts', Policy: JSON.stringify({ Statement }) }))
  const Attributes = { KmsMasterKeyId: key }
  TopicArn = (await new SNSClient(root(owner)).send(new CreateTopicCommand({ Name: 'told', Attributes }))).TopicArn!
})
afterAll(() => ministack?.stop())

/** The owner's account decides by its policies; from the other one, the key lets in who reads. */
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${owner}:root` }, Action: 'kms:*', Resource: '*' },
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${foreign}:root` },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${foreign}:role/reads` } },
    },
  ],
}

function roles(account: string) {
  const role = ([RoleName, Action]: readonly [string, readonly string[]]) => {
    const Statement = [{ Effect: 'Allow', Action: ['s3:*', 'sns:*', 'cloudformation:*', ...Action], Resource: '*' }]
    const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }
    const Policies = [{ PolicyName: 'own', PolicyDocument: { Statement } }]
    const Properties = { RoleName, AssumeRolePolicyDocument: { Statement: [trust] }, Policies }
    return [RoleName, { Type: 'AWS::IAM::Role', Properties }]
  }
  return Object.fromEntries(Object.entries(rights).map(role))
}

async function as(role: Role, account = owner) {
  const RoleArn = `arn:aws:iam::${account}:role/${role}`
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })
  const { Credentials } = await localClients(ministack, account).sts.send(assume)
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials!
  return configured({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken })
}

const s3As = async (role: Role, account?: string) =>
  new S3Client({ ...(await as(role, account)), forcePathStyle: true })
const read = async (role: Role, account?: string) =>
  (await s3As(role, account)).send(new GetObjectCommand({ Bucket: 'artifacts', Key: 'a' }))
const write = async (role: Role, account?: string) =>
  (await s3As(role, account)).send(new PutObjectCommand({ Bucket: 'artifacts', Key: `by-${role}`, Body: 'b' }))
const missing = (action: string) =>
  expect.objectContaining({ message: expect.stringContaining(`perform: ${action} on`) })

test('an encrypted object is read with the right to decrypt, and written with the right to make a key', async () => {
  await read('reads')
  await write('writes')
  await expect(read('writes')).rejects.toEqual(missing('kms:Decrypt'))
  await expect(write('reads')).rejects.toEqual(missing('kms:GenerateDataKey'))
  const upload = new CreateMultipartUploadCommand({ Bucket: 'artifacts', Key: 'parts' })
  await expect((await s3As('writes')).send(upload)).rejects.toEqual(missing('kms:Decrypt'))
  await (await s3As('all')).send(upload)
})

test('what an object is shows without its key, and objects without a key need no right to one', async () => {
  await (await s3As('none')).send(new HeadObjectCommand({ Bucket: 'artifacts', Key: 'a' }))
  const { s3 } = localClients(ministack, owner)
  await s3.send(new CreateBucketCommand({ Bucket: 'plain' }))
  await (await s3As('none')).send(new PutObjectCommand({ Bucket: 'plain', Key: 'a', Body: 'a' }))
  await (await s3As('none')).send(new GetObjectCommand({ Bucket: 'plain', Key: 'a' }))
})

test('from another account, the policy of the key has to let the role in as well', async () => {
  await read('reads', foreign)
  await expect(read('none', foreign)).rejects.toEqual(missing('kms:Decrypt'))
  await expect(read('all', foreign)).rejects.toEqual(missing('kms:Decrypt'))
  await expect(write('all', foreign)).rejects.toEqual(missing('kms:GenerateDataKey'))
})

test('a message to an encrypted topic needs both rights to its key', async () => {
  const publish = async (role: Role) =>
    new SNSClient(await as(role)).send(new PublishCommand({ TopicArn, Message: 'told' }))
  expect((await publish('all')).MessageId).toBeDefined()
  await expect(publish('reads')).rejects.toEqual(missing('kms:GenerateDataKey'))
  await expect(publish('writes')).rejects.toEqual(missing('kms:Decrypt'))
})

test('a change set with a role of CloudFormation is made by who may pass that role on', async () => {
  const make = async (role: Role, StackName: string) =>
    new CloudFormationClient(await as(role)).send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        RoleARN: `arn:aws:iam::${owner}:role/all`,
        TemplateBody: JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
      }),
    )
  expect((await make('all', 'allowed')).Id).toBeDefined()
  await expect(make('none', 'refused')).rejects.toEqual(missing('iam:PassRole'))
})
