import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { DynamoDBModule } from './dynamodb-module.ts'
import { expressionsOf, projected } from './expressions.ts'
import { DataSourceFailure } from './failure.ts'
import type { RequestDocument, TransactItem } from './request.ts'
import { toAttributes, toPlain } from './typed-values.ts'

/** Reads all items at one moment; null for a missing item. */
export async function transactGetItems(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  _table: string,
  { transactItems = [] }: RequestDocument,
): Promise<unknown> {
  const TransactItems = transactItems.map((item) => ({
    Get: { TableName: item.table, Key: toAttributes(item.key), ...projected(item.projection) },
  }))
  return transaction({ items: null }, async () => {
    const { Responses = [] } = await client.send(new sdk.TransactGetItemsCommand({ TransactItems }))
    return { items: Responses.map(({ Item }) => toPlain(Item)), cancellationReasons: null }
  })
}

/** Makes all writes or none, and gives the keys that were written. */
export async function transactWriteItems(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  _table: string,
  { transactItems = [] }: RequestDocument,
): Promise<unknown> {
  return transaction({ keys: null }, async () => {
    await client.send(new sdk.TransactWriteItemsCommand({ TransactItems: transactItems.map(transactWrite) }))
    return {
      keys: transactItems.map((item) => toPlain(toAttributes(item.key))),
      cancellationReasons: null,
    }
  })
}

function transactWrite(item: TransactItem): TransactWriteItem {
  const { names, values } = expressionsOf([item.update, item.condition])
  const common = {
    TableName: item.table,
    ConditionExpression: item.condition?.expression,
    ReturnValuesOnConditionCheckFailure:
      item.condition?.returnValuesOnConditionCheckFailure === false ? ('NONE' as const) : ('ALL_OLD' as const),
    ...names,
    ...values,
  }
  const Key = toAttributes(item.key)
  if (item.operation === 'PutItem')
    return { Put: { ...common, Item: { ...toAttributes(item.attributeValues), ...Key } } }
  if (item.operation === 'UpdateItem') return { Update: { ...common, Key, UpdateExpression: item.update?.expression } }
  if (item.operation === 'DeleteItem') return { Delete: { ...common, Key } }
  if (item.operation === 'ConditionCheck')
    return { ConditionCheck: { ...common, Key, ConditionExpression: item.condition?.expression } }
  throw new DataSourceFailure('MappingTemplate', `Unsupported operation '${item.operation}' in transactItems.`)
}

interface Cancelled extends Error {
  readonly CancellationReasons?: readonly { Code?: string; Message?: string; Item?: Record<string, AttributeValue> }[]
}

/** Puts the reasons of a cancelled transaction into the result, beside the error. */
async function transaction(nothing: object, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call()
  } catch (error) {
    const failure = error as Cancelled
    if (failure.name !== 'TransactionCanceledException') throw error
    const cancellationReasons = (failure.CancellationReasons ?? []).map(({ Code, Message, Item }) => ({
      type: Code ?? 'None',
      message: Message ?? null,
      item: toPlain(Item),
    }))
    throw new DataSourceFailure('DynamoDB:TransactionCanceledException', failure.message, {
      ...nothing,
      cancellationReasons,
    })
  }
}
