import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients, until } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/*
 * What the event bus calls: asynchronously, with the retries and the failure destination of the function. One stack has it all.
 */
let ministack: TestMinistack
let clients: LocalClients
let outputs: Readonly<Record<string, string>>

const account = '222222222222'
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })

/** Notes each call under its kind and request id; then it fails, dies, takes its time, or ends well. */
const source = `
import json, os, time, boto3
log = boto3.client("dynamodb")

def handler(event, context):
    kind = event["detail"]["kind"]
    key = {"pk": {"S": kind if kind != "busy" else f"busy {event['detail']['number']}"}}
    log.update_item(TableName=os.environ["LOG"], Key=key, UpdateExpression="ADD n :one, ids :id",
        ExpressionAttributeValues={":one": {"N": "1"}, ":id": {"SS": [context.aws_request_id]}})
    if kind == "fail":
        raise RuntimeError("poison")
    if kind == "die":
        os._exit(9)
    if kind == "hang":
        time.sleep(60)
    if kind == "busy":
        time.sleep(0.2)
`

beforeAll(async () => {
  ministack = await startMinistack({ environment: { LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.2' } })
  clients = localClients(ministack, account)
  const rule = (kinds: readonly string[], target: object) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { detail: { kind: kinds } },
      Targets: [{ Id: 'Function', DeadLetterConfig: { Arn: arn('Queue') }, ...target }],
    },
  })
  const deployed = await deployStack(clients, 'events', {
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'desk' } },
      Queue: { Type: 'AWS::SQS::Queue' },
      Log: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Role: `arn:aws:iam::${account}:role/x`,
          Code: { ZipFile: source },
          Timeout: 3,
          ReservedConcurrentExecutions: 1,
          Environment: { Variables: { LOG: { Ref: 'Log' } } },
        },
      },
      Invocation: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Function' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: arn('Queue') } },
        },
      },
      Calls: rule(['fail', 'die', 'hang', 'busy'], { Arn: arn('Function') }),
      Nowhere: rule(['nowhere'], { Arn: `arn:aws:lambda:eu-west-1:${account}:function:absent` }),
    },
    Outputs: { Log: { Value: { Ref: 'Log' } }, Queue: { Value: { Ref: 'Queue' } } },
  })
  outputs = deployed.outputs
}, 60_000)

afterAll(() => ministack?.stop())

async function send(...details: readonly { kind: string; number?: number }[]): Promise<void> {
  const Entries = details.map((detail) => ({
    EventBusName: 'desk',
    Source: 'test',
    DetailType: 'Kind',
    Detail: JSON.stringify(detail),
  }))
  await clients.events.send(new PutEventsCommand({ Entries }))
}

async function nextMessage() {
  const request = new ReceiveMessageCommand({
    QueueUrl: outputs.Queue,
    MessageAttributeNames: ['All'],
    WaitTimeSeconds: 1,
  })
  let message: Message | undefined
  await until(async () => {
    message = (await clients.sqs.send(request)).Messages?.[0]
    return message !== undefined
  }, 40)
  await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: outputs.Queue, ReceiptHandle: message!.ReceiptHandle }))
  return { body: JSON.parse(message!.Body!), attributes: message!.MessageAttributes ?? {} }
}

test.each([
  ['fail', 'poison'],
  ['die', 'Runtime exited without providing a reason'],
  ['hang', 'Task timed out after 3.00 seconds'],
])(
  'a call that ends by %s is repeated under one request id, and then goes to its failure destination',
  async (kind, errorMessage) => {
    await send({ kind })

    const { body } = await nextMessage()
    const { Item } = await clients.dynamodb.send(
      new GetItemCommand({ TableName: outputs.Log, Key: { pk: { S: kind } } }),
    )
    expect(Item?.n?.N).toBe('2')
    expect(Item?.ids?.SS).toEqual([body.requestContext.requestId])
    expect(body.requestContext).toMatchObject({ condition: 'RetriesExhausted', approximateInvokeCount: 2 })
    expect(body.requestContext.functionArn).toMatch(/:function:.+:\$LATEST$/)
    expect(body.requestPayload).toMatchObject({ source: 'test', detail: { kind } })
    expect(body.responsePayload.errorMessage).toContain(errorMessage)
  },
  60_000,
)

test('calls that a busy function cannot take wait, and none is lost or counted as a failure', async () => {
  await send(...Array.from({ length: 8 }, (_, number) => ({ kind: 'busy', number })))

  let calls: readonly number[] = []
  await until(async () => {
    const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: outputs.Log }))
    calls = Items.filter(({ pk }) => pk?.S?.startsWith('busy')).map(({ n }) => Number(n?.N))
    return calls.length === 8
  }, 40)
  expect(calls).toEqual(Array(8).fill(1))
}, 60_000)

test('an event whose target is not there goes to the dead-letter queue of the target', async () => {
  await send({ kind: 'nowhere' })

  const { body, attributes } = await nextMessage()
  expect(body).toMatchObject({ source: 'test', detail: { kind: 'nowhere' } })
  expect(attributes.TARGET_ARN?.StringValue).toMatch(/:function:absent$/)
  expect(attributes.RULE_ARN?.StringValue).toContain(':rule/desk/')
})

test('an event of S3 names the version that it is about, and none where no versions are kept', async () => {
  const bucket = (BucketName: string, more: object = {}) => ({
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName,
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      ...more,
    },
  })
  const made = await deployStack(clients, 'objects', {
    Resources: {
      Kept: bucket('objects-kept', { VersioningConfiguration: { Status: 'Enabled' } }),
      Plain: bucket('objects-plain'),
      Heard: { Type: 'AWS::SQS::Queue' },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['aws.s3'] }, Targets: [{ Id: 'queue', Arn: arn('Heard') }] },
      },
    },
    Outputs: { Heard: { Value: { Ref: 'Heard' } } },
  })
  const kept = { Bucket: 'objects-kept', Key: 'a' }
  const { s3 } = clients
  const put = (await s3.send(new PutObjectCommand({ ...kept, Body: '1' }))).VersionId
  const copy = await s3.send(new CopyObjectCommand({ ...kept, Key: 'b', CopySource: 'objects-kept/a' }))
  const marker = (await s3.send(new DeleteObjectCommand(kept))).VersionId
  await s3.send(new DeleteObjectCommand({ ...kept, VersionId: put }))
  await s3.send(new PutObjectCommand({ Bucket: 'objects-plain', Key: 'c', Body: '1' }))
  const VersioningConfiguration = { Status: 'Suspended' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'objects-kept', VersioningConfiguration }))
  await s3.send(new PutObjectCommand({ ...kept, Key: 'd', Body: '1' }))
  const told = new Map<string, string | undefined>()
  await until(async () => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: made.outputs.Heard, MaxNumberOfMessages: 10 }),
    )
    for (const { Body = '' } of Messages) {
      const { detail } = JSON.parse(Body)
      told.set(`${detail.object.key} ${detail.reason} ${detail['deletion-type'] ?? ''}`, detail.object['version-id'])
    }
    return told.size === 6
  })
  expect(Object.fromEntries(told)).toEqual({
    'a PutObject ': put,
    'b CopyObject ': copy.VersionId,
    'a DeleteObject Delete Marker Created': marker,
    'a DeleteObject Permanently Deleted': put,
    'c PutObject ': undefined,
    'd PutObject ': undefined,
  })
})
