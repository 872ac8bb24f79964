import { isDeepStrictEqual } from 'node:util'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBModule } from './dynamodb-module.ts'
import { expressionsOf, projected } from './expressions.ts'
import { DataSourceFailure } from './failure.ts'
import type { Condition, RequestDocument } from './request.ts'
import { toAttributes, toPlain } from './typed-values.ts'

/** The item, or null. */
export async function getItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  { key, consistentRead, projection }: RequestDocument,
): Promise<unknown> {
  const { Item } = await client.send(
    new sdk.GetItemCommand({
      TableName: table,
      Key: toAttributes(key),
      ConsistentRead: consistentRead,
      ...projected(projection),
    }),
  )
  return toPlain(Item)
}

/** The item as it was written. */
export async function putItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  { key, attributeValues, condition }: RequestDocument,
): Promise<unknown> {
  const Item = { ...toAttributes(attributeValues), ...toAttributes(key) }
  const { names, values } = expressionsOf([condition])
  await guarded(sdk, client, table, { key, condition, expected: toPlain(Item) }, () =>
    client.send(
      new sdk.PutItemCommand({
        TableName: table,
        Item,
        ConditionExpression: condition?.expression,
        ...names,
        ...values,
      }),
    ),
  )
  return toPlain(Item)
}

/** The item after the update. */
export async function updateItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  { key, update, condition }: RequestDocument,
): Promise<unknown> {
  const { names, values } = expressionsOf([update, condition])
  return guarded(sdk, client, table, { key, condition, expected: undefined }, async () => {
    const { Attributes } = await client.send(
      new sdk.UpdateItemCommand({
        TableName: table,
        Key: toAttributes(key),
        UpdateExpression: update?.expression,
        ConditionExpression: condition?.expression,
        ReturnValues: 'ALL_NEW',
        ...names,
        ...values,
      }),
    )
    return toPlain(Attributes)
  })
}

/** The item before the deletion, or null. */
export async function deleteItem(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  { key, condition }: RequestDocument,
): Promise<unknown> {
  const { names, values } = expressionsOf([condition])
  return guarded(sdk, client, table, { key, condition, expected: null }, async () => {
    const { Attributes } = await client.send(
      new sdk.DeleteItemCommand({
        TableName: table,
        Key: toAttributes(key),
        ConditionExpression: condition?.expression,
        ReturnValues: 'ALL_OLD',
        ...names,
        ...values,
      }),
    )
    return toPlain(Attributes)
  })
}

interface Guard {
  readonly key: unknown
  readonly condition: Condition | null | undefined
  /** The item that the write would leave, null for a deletion; undefined when it cannot be known. */
  readonly expected: Record<string, unknown> | null | undefined
}

/**
 * Handles a failed condition. If the item already is as wanted, the write counts as a success; otherwise the result
 * beside the error has the item ("Condition expressions").
 */
async function guarded<T>(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  guard: Guard,
  write: () => Promise<T>,
): Promise<T | unknown> {
  try {
    return await write()
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error
    const ConsistentRead = guard.condition?.consistentRead ?? true
    const { Item } = await client.send(
      new sdk.GetItemCommand({ TableName: table, Key: toAttributes(guard.key), ConsistentRead }),
    )
    const current = toPlain(Item)
    const ignored: readonly string[] = guard.condition?.equalsIgnore ?? []
    const same =
      guard.expected !== undefined && isDeepStrictEqual(without(current, ignored), without(guard.expected, ignored))
    if (same) return current
    throw new DataSourceFailure('DynamoDB:ConditionalCheckFailedException', (error as Error).message, current)
  }
}

function without(item: Record<string, unknown> | null, names: readonly string[]): unknown {
  return item && Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)))
}
