import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients, until } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

let ministack: TestMinistack
let clients: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '222222222222')
})

afterAll(() => ministack?.stop())

/** Notes each batch that it gets, then fails for the record that says so: by an answer, by an error, or for ever. */
const source = `
import json, os, time, boto3
log = boto3.client("dynamodb")

def handler(event, context):
    names = [r["dynamodb"]["NewImage"]["pk"]["S"] for r in event["Records"]]
    log.put_item(TableName=os.environ["LOG"], Item={"pk": {"S": f"{time.time_ns()}"}, "names": {"S": ",".join(names)}})
    if "slow" in names:
        # Ends when the other function has noted something, or gives up.
        for _ in range(80):
            if log.scan(TableName=os.environ["AWAITED"])["Count"]:
                log.put_item(TableName=os.environ["LOG"], Item={"pk": {"S": "saw the other"}})
                break
            time.sleep(0.1)
    if "raise" in names:
        raise RuntimeError("poison")
    for record, name in zip(event["Records"], names):
        if name.startswith("fail"):
            attempts = log.update_item(TableName=os.environ["LOG"], Key={"pk": {"S": name}}, UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": {"N": "1"}}, ReturnValues="UPDATED_NEW")["Attributes"]["n"]["N"]
            if int(attempts) < 3:
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
`

const table = (stream: boolean) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    ...(stream ? { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } : {}),
  },
})

const reader = (log: string, awaited = log) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::222222222222:role/x',
    Code: { ZipFile: source },
    Timeout: 10,
    Environment: { Variables: { LOG: { Ref: log }, AWAITED: { Ref: awaited } } },
  },
})

const mapping = (reader: string, more: object) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Source', 'StreamArn'] },
    FunctionName: { Ref: reader },
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 10,
    ...more,
  },
})

/** A stream with one reader; what it was called with is in the order of the calls. */
async function stackOf(name: string, more: object) {
  const { outputs } = await deployStack(clients, name, {
    Resources: {
      Source: table(true),
      Log: table(false),
      DeadLetters: { Type: 'AWS::SQS::Queue' },
      Reader: reader('Log'),
      Mapping: mapping('Reader', more),
    },
    Outputs: {
      Source: { Value: { Ref: 'Source' } },
      Log: { Value: { Ref: 'Log' } },
      Queue: { Value: { Ref: 'DeadLetters' } },
    },
  })
  return {
    queue: outputs.Queue,
    put: async (...names: readonly string[]) => {
      for (const pk of names)
        await clients.dynamodb.send(new PutItemCommand({ TableName: outputs.Source, Item: { pk: { S: pk } } }))
    },
    batches: async () => {
      const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: outputs.Log }))
      const calls = Items.filter(({ names }) => names !== undefined)
      return calls.sort((a, b) => a.pk!.S!.localeCompare(b.pk!.S!)).map(({ names }) => names!.S!)
    },
    attempts: async (pk: string) => {
      const { Item } = await clients.dynamodb.send(
        new GetItemCommand({ TableName: outputs.Log, Key: { pk: { S: pk } } }),
      )
      return Number(Item?.n?.N ?? 0)
    },
  }
}

test('a partial failure repeats from its record, in order, and loses nothing', async () => {
  const stream = await stackOf('partial', { FunctionResponseTypes: ['ReportBatchItemFailures'] })

  await stream.put('a', 'fail-b', 'c')
  await until(async () => (await stream.batches()).join(',').endsWith('c') && (await stream.attempts('fail-b')) >= 3)

  const last = (await stream.batches()).at(-1)
  expect(await stream.attempts('fail-b')).toBe(3)
  expect(last?.startsWith('fail-b')).toBe(true)
})

test('a poisonous record is given up after its retries, its neighbours are not, and a letter says so', async () => {
  const OnFailure = { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } }
  const more = { MaximumRetryAttempts: 2, BisectBatchOnFunctionError: true, DestinationConfig: { OnFailure } }
  const stream = await stackOf('poison', more)

  await stream.put('a', 'raise', 'c')
  await until(async () => (await stream.batches()).includes('c') && (await letter(stream.queue)))

  const alone = (await stream.batches()).filter((batch) => batch === 'raise')
  expect(alone).toHaveLength(3)
  expect(await stream.batches()).toContain('a')
})

test('filtered records move the position on, and a partial failure behind them repeats only what failed', async () => {
  const Filters = [{ Pattern: JSON.stringify({ dynamodb: { NewImage: { pk: { S: [{ prefix: 'fail' }, 'z'] } } } }) }]
  const stream = await stackOf('filtered', {
    FilterCriteria: { Filters },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })

  await stream.put('x', 'y', 'fail-1', 'z')
  await until(async () => (await stream.batches()).join(',').endsWith('z') && (await stream.attempts('fail-1')) >= 3)

  expect((await stream.batches()).join(',')).not.toMatch(/x|y/)
  expect(await stream.attempts('fail-1')).toBe(3)
})

test('a slow function does not hold up another one at the same stream', async () => {
  const Resources = {
    Source: table(true),
    SlowLog: table(false),
    QuickLog: table(false),
    Slow: reader('SlowLog', 'QuickLog'),
    Quick: reader('QuickLog'),
    SlowMapping: mapping('Slow', { BatchSize: 1 }),
    QuickMapping: mapping('Quick', {
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"pk":{"S":["quick"]}}}}' }] },
    }),
  }
  const Outputs = { Source: { Value: { Ref: 'Source' } }, Log: { Value: { Ref: 'SlowLog' } } }
  const { outputs } = await deployStack(clients, 'slow', { Resources, Outputs })
  for (const pk of ['slow', 'quick'])
    await clients.dynamodb.send(new PutItemCommand({ TableName: outputs.Source, Item: { pk: { S: pk } } }))

  const noted = async () => (await clients.dynamodb.send(new ScanCommand({ TableName: outputs.Log }))).Items ?? []
  await until(async () => (await noted()).some(({ pk }) => pk?.S === 'saw the other'))
})

async function letter(QueueUrl: string | undefined): Promise<boolean> {
  const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))
  return Messages.some(({ Body = '' }) => Body.includes('RetryAttemptsExhausted') && Body.includes('"batchSize": 1'))
}
