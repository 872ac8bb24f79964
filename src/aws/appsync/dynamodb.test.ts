import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startMinistack, type TestMinistack } from '../../../test/support/ministack.ts'
import { callDynamoDB } from './dynamodb.ts'
import type { RequestDocument } from './request.ts'

let ministack: TestMinistack
let client: DynamoDBClient

beforeAll(async () => {
  ministack = await startMinistack()
  const credentials = { accessKeyId: '111111111111', secretAccessKey: ministack.secretAccessKey }
  client = new DynamoDBClient({ endpoint: ministack.endpoint, region: 'eu-west-1', credentials })
  await client.send(
    new CreateTableCommand({
      TableName: 'rows',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
}, 60_000)

afterAll(async () => {
  client?.destroy()
  await ministack?.stop()
})

const call = (request: RequestDocument) => callDynamoDB(client, 'rows', request)
const key = (id: string) => ({ id: { S: id } })

test('every type of value comes back as it was written', async () => {
  const attributeValues = {
    text: { S: 'a' },
    number: { N: 1.5 },
    numberText: { N: '12' },
    yes: { BOOL: true },
    nothing: { NULL: null },
    bytes: { B: 'aGVsbG8=' },
    texts: { SS: ['a', 'b'] },
    numbers: { NS: [1, 2] },
    list: { L: [{ S: 'x' }, { M: { deep: { N: 1 } } }] },
  }

  await call({ operation: 'PutItem', key: key('types'), attributeValues })

  expect(await call({ operation: 'GetItem', key: key('types'), consistentRead: true })).toEqual({
    id: 'types',
    text: 'a',
    number: 1.5,
    numberText: 12,
    yes: true,
    nothing: null,
    bytes: 'aGVsbG8=',
    texts: ['a', 'b'],
    numbers: [1, 2],
    list: ['x', { deep: 1 }],
  })
})

test('a projection leaves attributes out', async () => {
  await call({ operation: 'PutItem', key: key('wide'), attributeValues: { a: { S: '1' }, b: { S: '2' } } })
  const projection = { expression: '#a', expressionNames: { '#a': 'a' } }

  expect(await call({ operation: 'GetItem', key: key('wide'), projection })).toEqual({ a: '1' })
})

test('a batch is written, read in the order of its keys, and deleted', async () => {
  const put = await call({
    operation: 'BatchPutItem',
    tables: {
      rows: [
        { ...key('b1'), n: { N: 1 } },
        { ...key('b2'), n: { N: 2 } },
      ],
    },
  })
  const get = await call({ operation: 'BatchGetItem', tables: { rows: { keys: [key('b2'), key('none'), key('b1')] } } })
  const removed = await call({ operation: 'BatchDeleteItem', tables: { rows: [key('b1'), key('b2')] } })

  expect(put).toEqual({
    data: {
      rows: [
        { id: 'b1', n: 1 },
        { id: 'b2', n: 2 },
      ],
    },
    unprocessedItems: { rows: [] },
  })
  expect(get).toEqual({ data: { rows: [{ id: 'b2', n: 2 }, null, { id: 'b1', n: 1 }] }, unprocessedKeys: { rows: [] } })
  expect(removed).toEqual({ data: { rows: [{ id: 'b1' }, { id: 'b2' }] }, unprocessedKeys: { rows: [] } })
  expect(await call({ operation: 'GetItem', key: key('b1') })).toBeNull()
})

test('a transaction reads several items', async () => {
  await call({ operation: 'PutItem', key: key('t1'), attributeValues: { n: { N: 1 } } })
  const transactItems = [
    { table: 'rows', key: key('t1') },
    { table: 'rows', key: key('none') },
  ]

  expect(await call({ operation: 'TransactGetItems', transactItems })).toEqual({
    items: [{ id: 't1', n: 1 }, null],
    cancellationReasons: null,
  })
})

test('a transaction updates and checks', async () => {
  await call({ operation: 'PutItem', key: key('t2'), attributeValues: { n: { N: 1 } } })
  const update = {
    expression: 'SET #n = #n + :one',
    expressionNames: { '#n': 'n' },
    expressionValues: { ':one': { N: 1 } },
  }
  const exists = { expression: 'attribute_exists(id)' }
  const transactItems = [
    { table: 'rows', operation: 'UpdateItem', key: key('t2'), update, condition: exists },
    { table: 'rows', operation: 'PutItem', key: key('t3'), attributeValues: { n: { N: 3 } } },
  ]

  expect(await call({ operation: 'TransactWriteItems', transactItems })).toEqual({
    keys: [{ id: 't2' }, { id: 't3' }],
    cancellationReasons: null,
  })
  expect(await call({ operation: 'GetItem', key: key('t2') })).toEqual({ id: 't2', n: 2 })
  await expect(
    call({
      operation: 'TransactWriteItems',
      transactItems: [{ table: 'rows', operation: 'ConditionCheck', key: key('none'), condition: exists }],
    }),
  ).rejects.toMatchObject({
    type: 'DynamoDB:TransactionCanceledException',
    result: { keys: null, cancellationReasons: [{ type: 'ConditionalCheckFailed' }] },
  })
})

test('an update whose condition fails shows what is there', async () => {
  await call({ operation: 'PutItem', key: key('u'), attributeValues: { n: { N: 1 } } })
  const update = { expression: 'SET n = :n', expressionValues: { ':n': { N: 5 } } }
  const condition = { expression: 'n = :want', expressionValues: { ':want': { N: 9 } } }

  await expect(call({ operation: 'UpdateItem', key: key('u'), update, condition })).rejects.toMatchObject({
    type: 'DynamoDB:ConditionalCheckFailedException',
    result: { id: 'u', n: 1 },
  })
})

test('a deletion of what is gone already has succeeded', async () => {
  const condition = { expression: 'attribute_exists(id)' }

  expect(await call({ operation: 'DeleteItem', key: key('gone'), condition })).toBeNull()
})

test('names that are to be ignored do not make a written item another', async () => {
  await call({ operation: 'PutItem', key: key('again'), attributeValues: { a: { S: 'x' }, at: { S: 'earlier' } } })
  const condition = { expression: 'attribute_not_exists(id)', equalsIgnore: ['at'] }

  const again = await call({
    operation: 'PutItem',
    key: key('again'),
    attributeValues: { a: { S: 'x' }, at: { S: 'later' } },
    condition,
  })

  expect(again).toMatchObject({ id: 'again', a: 'x' })
})

test('a document that makes no sense is a mistake of the template', async () => {
  await expect(call({ operation: 'Sing' })).rejects.toMatchObject({
    type: 'MappingTemplate',
    message: "Unsupported operation 'Sing'.",
  })
  await expect(call({ operation: 'GetItem', key: { id: 'plain' } })).rejects.toMatchObject({ type: 'MappingTemplate' })
})
