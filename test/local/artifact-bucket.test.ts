import { InvokeCommand } from '@aws-sdk/client-lambda'
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  RestoreObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { artifactBucketTemplate } from '../support/artifact-bucket-template.ts'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/** Permissions are enforced, and every role has all rights by its own policy: only the bucket's policy tells them apart. */
const [account, next] = ['111111111111', '222222222222']
const Bucket = 'shop-artifacts-staging'
const named = ['package', 'deploy', 'gate', 'promote', 'plan', 'preview'] as const
const roles = [...named, 'admin', 'stranger'] as const
type Principal = (typeof roles)[number] | 'root'
const arn = (role: string) => `arn:aws:iam::${account}:role/line/${role}`

let ministack: TestMinistack
let root: LocalClients
let clients: Record<Principal, S3Client>
let counter = 0

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  root = localClients(ministack, account)
  const made = await deployStack(root, 'roles', {
    Resources: Object.fromEntries(roles.map((name) => [name, everyRight(name)])),
  })
  expect([made.status, made.reason]).toEqual(['CREATE_COMPLETE', undefined])
  const sessions = await Promise.all(roles.map(async (name) => [name, await clientOf(name)] as const))
  clients = { ...(Object.fromEntries(sessions) as Record<(typeof roles)[number], S3Client>), root: root.s3 }
  const template = await artifactBucketTemplate({
    Name: Bucket,
    Environment: 'staging',
    Administrators: arn('admi*'),
    PackageRoles: arn('package'),
    DeployRoles: arn('deploy'),
    GateRoles: arn('gate'),
    PromoteRoles: arn('promote'),
    PlanRoles: arn('plan'),
    PreviewRoles: arn('preview'),
    Readers: next,
  })
  const bucket = await deployStack(root, 'artifacts', template as never)
  expect([bucket.status, bucket.reason]).toEqual(['CREATE_COMPLETE', undefined])
}, 120_000)

afterAll(() => ministack?.stop())

function everyRight(RoleName: string) {
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
  const Principal = { AWS: `arn:aws:iam::${account}:root`, Service: 'lambda.amazonaws.com' }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      Path: '/line/',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'Everything', PolicyDocument }],
    },
  }
}

/** The session is named like the most powerful role, which must not help. */
async function clientOf(role: string): Promise<S3Client> {
  const { Credentials } = await root.sts.send(new AssumeRoleCommand({ RoleArn: arn(role), RoleSessionName: 'promote' }))
  return new S3Client({
    endpoint: ministack.endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  })
}

/** `allowed`, or the service's refusal. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'allowed',
    (error) => (error.name === 'AccessDenied' ? 'denied' : `${error.name}: ${error.message}`),
  )
}

/** A new key each time, so that a write could create. */
const create = (principal: Principal, key: string) =>
  clients[principal].send(new PutObjectCommand({ Bucket, Key: `${key}${++counter}.json`, Body: 'x', IfNoneMatch: '*' }))

async function writersOf(key: string): Promise<readonly string[]> {
  const all = [...roles, 'root'] as const
  const outcomes = await Promise.all(all.map((principal) => outcome(create(principal, key))))
  expect(outcomes.filter((each) => each !== 'allowed' && each !== 'denied')).toEqual([])
  return all.filter((_, index) => outcomes[index] === 'allowed')
}

test.each([
  ['blobs/sha256/', ['package', 'deploy', 'promote', 'plan']],
  ['releases/sha256/', ['package', 'promote']],
  ['versions/shop/', ['package', 'promote']],
  ['plans/sha256/', ['deploy', 'promote', 'plan']],
  ['previews/', ['preview']],
  ['evidence/abc/quality-gate/staging/', ['gate']],
  ['evidence/abc/deploy/staging/', ['deploy', 'promote']],
  ['evidence/abc/approval/staging/', ['deploy', 'promote']],
  ['evidence/abc/quality-gate/test/', ['promote']],
  ['evidence/', ['promote']],
  ['environments/shop/', ['deploy', 'promote']],
  ['locks/shop/', ['deploy', 'gate', 'promote']],
  ['', ['promote']],
  // A key that reads like both belongs to neither.
  ['evidence/abc/quality-gate/staging/deploy/staging/', []],
  ['evidence/abc/deploy/staging/quality-gate/staging/', []],
])('below %j only %j may write, whatever their own policies say', async (key, writers) => {
  expect(await writersOf(key)).toEqual(writers)
})

test('only what a run works on is ever replaced', async () => {
  const put = (key: string) => outcome(clients.promote.send(new PutObjectCommand({ Bucket, Key: key, Body: 'x' })))
  const once = ['blobs/a', 'releases/a', 'versions/a', 'plans/a', 'previews/a', 'evidence/a/deploy/staging/a']
  expect(await Promise.all(once.map(put))).toEqual(once.map(() => 'denied'))
  expect(await Promise.all(['environments/shop/staging.json', 'locks/shop/staging.json'].map(put))).toEqual([
    'allowed',
    'allowed',
  ])
})

test('an upload in parts is for those who package and promote, and its end is a write once', async () => {
  const begin = (principal: Principal, Key: string) =>
    clients[principal].send(new CreateMultipartUploadCommand({ Bucket, Key }))
  expect(await outcome(begin('stranger', 'blobs/parts'))).toBe('denied')
  expect(await outcome(begin('package', 'evidence/abc/quality-gate/staging/parts'))).toBe('denied')
  const { UploadId } = await begin('package', 'blobs/parts')
  const part = { Bucket, Key: 'blobs/parts', UploadId }
  expect(await outcome(clients.stranger.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: 'x' })))).toBe(
    'denied',
  )
  expect(await outcome(clients.stranger.send(new AbortMultipartUploadCommand(part)))).toBe('denied')
  expect(await outcome(clients.package.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: 'x' })))).toBe(
    'allowed',
  )
  expect(await outcome(clients.package.send(new AbortMultipartUploadCommand(part)))).toBe('allowed')
})

const Key = 'evidence/abc/quality-gate/staging/kept.json'

test.each<[string, (at: { Bucket: string; Key: string; VersionId: string }) => object]>([
  ['put again', (at) => new PutObjectCommand({ Bucket: at.Bucket, Key: at.Key, Body: 'forged' })],
  [
    'copied over',
    (at) =>
      new CopyObjectCommand({
        Bucket: at.Bucket,
        Key: at.Key,
        CopySource: `${Bucket}/${Key}`,
        MetadataDirective: 'REPLACE',
      }),
  ],
  ['deleted', ({ Bucket: bucket, Key: key }) => new DeleteObjectCommand({ Bucket: bucket, Key: key })],
  ['deleted for good', (at) => new DeleteObjectCommand(at)],
  [
    'given an ACL',
    ({ Bucket: bucket, Key: key }) => new PutObjectAclCommand({ Bucket: bucket, Key: key, ACL: 'private' }),
  ],
  ['tagged', (at) => new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })],
  ['untagged', (at) => new DeleteObjectTaggingCommand(at)],
  [
    'kept for a time',
    (at) =>
      new PutObjectRetentionCommand({
        ...at,
        Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date('2030-01-01') },
      }),
  ],
  ['held', (at) => new PutObjectLegalHoldCommand({ ...at, LegalHold: { Status: 'ON' } })],
  ['restored', (at) => new RestoreObjectCommand({ ...at, RestoreRequest: { Days: 1 } })],
])('evidence is never %s, by nobody', async (_, command) => {
  await clients.gate
    .send(new PutObjectCommand({ Bucket, Key, Body: 'passed', IfNoneMatch: '*' }))
    .catch((error) => expect(error.name).toBe('PreconditionFailed'))
  const { VersionId } = await root.s3.send(new GetObjectCommand({ Bucket, Key }))
  const tries = Object.values(clients).map((client) =>
    outcome(client.send(command({ Bucket, Key, VersionId: VersionId! }) as never)),
  )
  expect(await Promise.all(tries)).toEqual(Object.values(clients).map(() => 'denied'))
  const { Versions, DeleteMarkers } = await root.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }))
  expect([Versions?.length, DeleteMarkers ?? []]).toEqual([1, []])
})

test('many are not deleted in one call either', async () => {
  const many = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }, { Key: 'blobs/a' }] } })
  const tries = Object.values(clients).map((client) =>
    client.send(many).then(
      ({ Deleted = [] }) => Deleted.length,
      () => 0,
    ),
  )
  expect(await Promise.all(tries)).toEqual(Object.values(clients).map(() => 0))
})

test('the history and the policy are changed by administrators and the root user alone', async () => {
  const { Policy } = await root.s3.send(new GetBucketPolicyCommand({ Bucket }))
  const enabled = { Bucket, VersioningConfiguration: { Status: 'Enabled' as const } }
  const rule = {
    ID: 'r',
    Status: 'Enabled' as const,
    Filter: { Prefix: 'locks/' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
  }
  const commands = [
    () => new PutBucketVersioningCommand(enabled),
    () => new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }),
    () => new PutBucketPolicyCommand({ Bucket, Policy: Policy! }),
  ]
  for (const command of commands) {
    const by = async (principal: Principal) => outcome(clients[principal].send(command() as never))
    expect(await Promise.all([...named, 'stranger' as const].map(by))).toEqual(
      [...named, 'stranger'].map(() => 'denied'),
    )
    expect(await Promise.all((['admin', 'root'] as const).map(by))).toEqual(['allowed', 'allowed'])
  }
  expect(await outcome(clients.stranger.send(new DeleteBucketPolicyCommand({ Bucket })))).toBe('denied')
})

test('a caller without a signature writes nothing', async () => {
  const answer = await fetch(`${ministack.endpoint}/${Bucket}/blobs/anonymous`, {
    method: 'PUT',
    body: 'x',
    headers: { 'if-none-match': '*' },
  })
  expect(answer.status).toBe(403)
})

test('the next account reads objects with their versions, and writes nothing', async () => {
  const { s3 } = localClients(ministack, next)
  await outcome(create('gate', 'evidence/abc/quality-gate/staging/'))
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'evidence/' }))
  const [{ Key: found, VersionId } = {}] = Versions
  expect(await outcome(s3.send(new GetObjectCommand({ Bucket, Key: found, VersionId })))).toBe('allowed')
  const forged = new PutObjectCommand({
    Bucket,
    Key: 'evidence/abc/quality-gate/staging/forged.json',
    Body: 'x',
    IfNoneMatch: '*',
  })
  expect(await outcome(s3.send(forged))).toBe('denied')
})

const source = `
import boto3
def handler(event, context):
    s3, outcomes = boto3.client("s3"), {}
    for key in event["keys"]:
        try:
            s3.put_object(Bucket=event["bucket"], Key=key + "forged.json", Body=b"x", IfNoneMatch="*")
            outcomes[key] = "written"
        except Exception as error:
            outcomes[key] = error.response["Error"]["Code"]
    return outcomes
`

test('a function whose role may do everything writes nowhere', async () => {
  const { outputs, status } = await deployStack(root, 'function', {
    Resources: {
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Timeout: 30,
          Role: arn('stranger'),
          Code: { ZipFile: source },
        },
      },
    },
    Outputs: { Name: { Value: { Ref: 'Function' } } },
  })
  expect(status).toBe('CREATE_COMPLETE')
  const keys = [
    'blobs/',
    'releases/',
    'versions/shop/',
    'plans/',
    'evidence/abc/quality-gate/staging/',
    'environments/shop/',
    'locks/shop/',
  ]
  const Payload = JSON.stringify({ bucket: Bucket, keys })
  const answer = await root.lambda.send(
    new InvokeCommand({ FunctionName: outputs.Name, Payload: Buffer.from(Payload) }),
  )
  expect(JSON.parse(Buffer.from(answer.Payload!).toString())).toEqual(
    Object.fromEntries(keys.map((key) => [key, 'AccessDenied'])),
  )
}, 30_000)
