import { execFile } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { GetItemCommand, PutItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { deployStack, type LocalClients, localClients, until } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack, testPython } from '../support/ministack.ts'

/** What we rely on, asked of the emulator itself. Another version of it has to pass before it is pinned. */
const version = '1.5.33'

let ministack: TestMinistack
let clients: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '222222222222')
})

afterAll(() => ministack?.stop())

const ref = (Ref: string) => ({ Value: { Ref } })
const queue = (more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: more })
const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  },
}

test('the version that passed here is the one that is pinned and corrected', async () => {
  const requirements = await readFile(join(packageRoot(), 'runtime', 'requirements.txt'), 'utf8')
  const script = 'import importlib.metadata, sys; sys.path.insert(0, "runtime/ministack"); import corrections; '
  const installed = 'print(importlib.metadata.version("ministack"), corrections.MINISTACK_VERSION)'
  const { stdout } = await promisify(execFile)(await testPython(), ['-c', script + installed], { cwd: packageRoot() })

  expect(requirements).toContain(`ministack==${version} `)
  expect(stdout.trim()).toBe(`${version} ${version}`)
})

test('the corrections refuse another version', async () => {
  const script = `
import importlib.metadata, sys
sys.path.insert(0, "runtime/ministack")
importlib.metadata.version = lambda name: "9.9.9"
import corrections
corrections.apply()
`
  const run = promisify(execFile)(await testPython(), ['-c', script], { cwd: packageRoot() })

  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('and 9.9.9 is installed') })
})

test('an empty change set is FAILED and says so; an executed one is not executed again; its token is on the events', async () => {
  const template = { Resources: { Queue: queue() } }
  await deployStack(clients, 'change-sets', template)
  const { cloudformation } = clients
  const create = (ChangeSetName: string, body: object) =>
    cloudformation.send(
      new CreateChangeSetCommand({
        StackName: 'change-sets',
        ChangeSetName,
        ChangeSetType: 'UPDATE',
        TemplateBody: JSON.stringify(body),
      }),
    )
  await create('empty', template)
  await create('full', { Resources: { Queue: queue({ VisibilityTimeout: 7 }) } })
  const known = { StackName: 'change-sets', ChangeSetName: 'full' }
  const empty = await cloudformation.send(new DescribeChangeSetCommand({ ...known, ChangeSetName: 'empty' }))
  const full = await cloudformation.send(new DescribeChangeSetCommand(known))
  const ClientRequestToken = 'our-own-operation'
  await cloudformation.send(new ExecuteChangeSetCommand({ ...known, ClientRequestToken }))

  const again = cloudformation.send(new ExecuteChangeSetCommand({ ...known, ClientRequestToken }))
  await expect(again).rejects.toThrow()
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: 'change-sets' }))
  expect(full.Changes).toMatchObject([{ ResourceChange: { Action: 'Modify', LogicalResourceId: 'Queue' } }])
  expect(empty).toMatchObject({ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' })
  expect(empty.StatusReason).toMatch(/didn't contain changes|No updates are to be performed/)
  expect(StackEvents.filter((event) => event.ClientRequestToken === ClientRequestToken).length).toBeGreaterThan(1)
})

test('an update keeps a table with its rows; one that fails rolls back and leaves them', async () => {
  const resources = (more: object) => ({ Resources: { Store: table, ...more }, Outputs: { Store: ref('Store') } })
  const first = await deployStack(clients, 'updates', resources({}))
  const key = { pk: { S: 'a' }, sk: { S: '-' } }
  await clients.dynamodb.send(new PutItemCommand({ TableName: first.outputs.Store, Item: key }))

  const second = await deployStack(clients, 'updates', resources({ Queue: queue() }))
  const third = await deployStack(clients, 'updates', resources({ Queue: queue({ QueueName: 'broken.fifo' }) }))

  const kept = await clients.dynamodb.send(new GetItemCommand({ TableName: first.outputs.Store, Key: key }))
  expect([first.status, second.status, third.status]).toEqual([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ])
  expect(third.outputs).toEqual(first.outputs)
  expect(kept.Item).toEqual(key)
})

test('a transaction is all or nothing, and names the condition that failed', async () => {
  const { outputs } = await deployStack(clients, 'transactions', {
    Resources: { Store: table },
    Outputs: { Store: ref('Store') },
  })
  const TableName = outputs.Store
  const put = (sk: string) => ({
    Put: { TableName, Item: { pk: { S: 'a' }, sk: { S: sk } }, ConditionExpression: 'attribute_not_exists(pk)' },
  })
  const write = (...rows: readonly string[]) =>
    clients.dynamodb.send(new TransactWriteItemsCommand({ TransactItems: rows.map(put) }))
  await write('event#1', 'event#2')

  const clash = await write('event#3', 'event#2').catch((error: Error) => error)

  const { Items } = await clients.dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :a and begins_with(sk, :event)',
      ExpressionAttributeValues: { ':a': { S: 'a' }, ':event': { S: 'event#' } },
    }),
  )
  expect(clash).toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
  })
  expect(Items?.map((item) => item.sk?.S)).toEqual(['event#1', 'event#2'])
})

test('a rule matches events of a custom bus by source and type', async () => {
  const pattern = { source: [{ prefix: 'domain.' }], 'detail-type': ['GarageOpened'] }
  const { outputs } = await deployStack(clients, 'rules', {
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'conformance' } },
      Queue: queue(),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventBusName: { Ref: 'Bus' },
          EventPattern: pattern,
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
      Allow: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: '*',
              },
            ],
          },
        },
      },
    },
    Outputs: { Queue: ref('Queue'), Bus: ref('Bus') },
  })
  const entry = (Source: string, DetailType: string) => ({
    EventBusName: outputs.Bus,
    Source,
    DetailType,
    Detail: '{"n":1}',
  })
  const Entries = [
    entry('command', 'GarageOpened'),
    entry('domain.Parking', 'Other'),
    entry('domain.Parking', 'GarageOpened'),
  ]
  await clients.events.send(new PutEventsCommand({ Entries }))

  const received: unknown[] = []
  await until(async () => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: outputs.Queue, MaxNumberOfMessages: 10 }),
    )
    received.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)))
    return received.length > 0
  })

  expect(received).toMatchObject([{ source: 'domain.Parking', 'detail-type': 'GarageOpened', detail: { n: 1 } }])
})

test('a token of a user is signed with a key of its pool, and carries the groups', async () => {
  const { outputs } = await deployStack(clients, 'tokens', {
    Resources: {
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
      },
    },
    Outputs: { Pool: ref('Pool'), Client: ref('Client') },
  })
  const user = { UserPoolId: outputs.Pool, Username: 'ada' }
  const group = { UserPoolId: outputs.Pool, GroupName: 'administrator' }
  const Password = 'Correct-1-horse'
  await clients.cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }))
  await clients.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }))
  await clients.cognito.send(new CreateGroupCommand(group))
  await clients.cognito.send(new AdminAddUserToGroupCommand({ ...user, ...group }))
  const signIn = new AdminInitiateAuthCommand({
    UserPoolId: outputs.Pool,
    ClientId: outputs.Client,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'ada', PASSWORD: Password },
  })

  const { AuthenticationResult } = await clients.cognito.send(signIn)

  const [head = '', body = '', signature = ''] = (AuthenticationResult?.IdToken ?? '').split('.')
  const parsed = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const answer = await fetch(`${ministack.endpoint}/${outputs.Pool}/.well-known/jwks.json`)
  const { keys } = (await answer.json()) as { keys: { kid: string }[] }
  const key = createPublicKey({ key: keys.find(({ kid }) => kid === parsed(head).kid)!, format: 'jwk' } as never)
  expect(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  expect(parsed(body)).toMatchObject({
    aud: outputs.Client,
    iss: `https://cognito-idp.eu-west-1.amazonaws.com/${outputs.Pool}`,
    'cognito:groups': ['administrator'],
    token_use: 'id',
  })
})

test('an object is written once, replaced only from the version that was read, and checked against its digest', async () => {
  const Bucket = 'conditional-writes'
  await clients.s3.send(new CreateBucketCommand({ Bucket }))
  const put = (more: object) => clients.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a', ...more }))
  const first = await put({ IfNoneMatch: '*' })

  await expect(put({ IfNoneMatch: '*', Body: 'b' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(put({ IfMatch: '"0123"', Body: 'b' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(put({ Key: 'c', ChecksumSHA256: Buffer.alloc(32).toString('base64') })).rejects.toMatchObject({
    name: 'BadDigest',
  })
  const replaced = await put({ IfMatch: first.ETag, Body: 'b' })

  expect(replaced.ETag).not.toBe(first.ETag)
})

test('another account reads a bucket only where its policy allows it, and a template from it too', async () => {
  const Bucket = 'conformance-shared'
  const staging = localClients(ministack, '111111111111')
  const Body = JSON.stringify({ Resources: { Queue: queue() } })
  await staging.s3.send(new CreateBucketCommand({ Bucket }))
  await staging.s3.send(new PutObjectCommand({ Bucket, Key: 'template.json', Body }))
  const read = () => clients.s3.send(new GetObjectCommand({ Bucket, Key: 'template.json' }))
  const deploy = (StackName: string) =>
    clients.cloudformation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateURL: `${ministack.endpoint}/${Bucket}/template.json`,
      }),
    )
  await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(deploy('refused')).rejects.toThrow()
  const allow = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::222222222222:root' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  }
  await staging.s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }),
  )

  const answer = await read()
  const created = await deploy('allowed')

  expect(await answer.Body?.transformToString()).toBe(Body)
  expect(created.StackId).toContain(':222222222222:')
})

test('an assumed role acts in its own account', async () => {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'deployer',
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] },
    },
  }
  await deployStack(clients, 'roles', { Resources: { Role: role } })
  const staging = localClients(ministack, '111111111111')
  const RoleArn = 'arn:aws:iam::222222222222:role/deployer'

  const { Credentials } = await staging.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'x' }))

  const { STSClient } = await import('@aws-sdk/client-sts')
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  }
  const assumed = new STSClient({ endpoint: ministack.endpoint, region: 'eu-west-1', credentials })
  const caller = await assumed.send(new GetCallerIdentityCommand({}))
  expect(caller).toMatchObject({ Account: '222222222222', Arn: 'arn:aws:sts::222222222222:assumed-role/deployer/x' })
})
