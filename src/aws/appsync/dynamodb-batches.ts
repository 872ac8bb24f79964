import { isDeepStrictEqual } from 'node:util'
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBModule } from './dynamodb-module.ts'
import { projected } from './expressions.ts'
import type { Expression, RequestDocument } from './request.ts'
import { toAttributes, toPlain } from './typed-values.ts'

interface Keys {
  readonly keys: readonly unknown[]
  readonly consistentRead?: boolean
  readonly projection?: Expression
}

/** The item for each key, in the order of the request; null for a missing item. */
export async function batchGetItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  _table: string,
  request: RequestDocument,
): Promise<unknown> {
  const tables = request.tables as Readonly<Record<string, Keys>>
  const RequestItems = mapTables(tables, ({ keys, consistentRead, projection }) => ({
    Keys: keys.map(toAttributes),
    ConsistentRead: consistentRead,
    ...projected(projection),
  }))
  const { Responses = {}, UnprocessedKeys = {} } = await client.send(new sdk.BatchGetItemCommand({ RequestItems }))
  return {
    data: mapTables(tables, ({ keys }, name) => keys.map((key) => pick(Responses[name], key))),
    unprocessedKeys: mapTables(tables, (_, name) => (UnprocessedKeys[name]?.Keys ?? []).map(toPlain)),
  }
}

/** The items as they were written. */
export async function batchPutItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  _table: string,
  request: RequestDocument,
): Promise<unknown> {
  const tables = request.tables as Readonly<Record<string, readonly unknown[]>>
  const RequestItems = mapTables(tables, (items) => items.map((item) => ({ PutRequest: { Item: toAttributes(item) } })))
  const { UnprocessedItems = {} } = await client.send(new sdk.BatchWriteItemCommand({ RequestItems }))
  return {
    data: mapTables(tables, (items) => items.map((item) => toPlain(toAttributes(item)))),
    unprocessedItems: mapTables(tables, (_, name) =>
      (UnprocessedItems[name] ?? []).map(({ PutRequest }) => toPlain(PutRequest?.Item)),
    ),
  }
}

/** The keys that were deleted. */
export async function batchDeleteItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  _table: string,
  request: RequestDocument,
): Promise<unknown> {
  const tables = request.tables as Readonly<Record<string, readonly unknown[]>>
  const RequestItems = mapTables(tables, (keys) => keys.map((key) => ({ DeleteRequest: { Key: toAttributes(key) } })))
  const { UnprocessedItems = {} } = await client.send(new sdk.BatchWriteItemCommand({ RequestItems }))
  return {
    data: mapTables(tables, (keys) => keys.map((key) => toPlain(toAttributes(key)))),
    unprocessedKeys: mapTables(tables, (_, name) =>
      (UnprocessedItems[name] ?? []).map(({ DeleteRequest }) => toPlain(DeleteRequest?.Key)),
    ),
  }
}

function mapTables<V, T>(
  tables: Readonly<Record<string, V>>,
  change: (value: V, name: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(tables ?? {}).map(([name, value]) => [name, change(value, name)]))
}

/** Finds the answer for a key, or null. The order of the request is kept. */
function pick(items: Record<string, AttributeValue>[] | undefined, key: unknown): unknown {
  const wanted = Object.entries(toAttributes(key))
  const found = items?.find((item) => wanted.every(([name, value]) => isDeepStrictEqual(item[name], value)))
  return toPlain(found)
}
