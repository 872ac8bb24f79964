import { setTimeout as sleep } from 'node:timers/promises'
import type { AttributeValue, DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb'
import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf } from '../service-errors.ts'

type Sdk = typeof import('../sdk/dynamodb.ts')

/** BatchWriteItem takes this many items at most (Amazon DynamoDB API reference). */
const batchSize = 25

/**
 * Deletes every item of a table. Keys are read page by page; each page is deleted before the next is read.
 * @returns how many items there were
 */
export async function emptyTable(configure: Configure, table: string): Promise<number> {
  const [sdk, configuration] = await Promise.all([import('../sdk/dynamodb.ts'), configure()])
  const client = new sdk.DynamoDBClient(configuration)
  try {
    return await callOf(`DynamoDB empty ${table}`, () => emptied(sdk, client, table))
  } finally {
    client.destroy()
  }
}

async function emptied(sdk: Sdk, client: DynamoDBClient, table: string): Promise<number> {
  const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName: table }))
  const keys = (Table?.KeySchema ?? []).map((key) => key.AttributeName ?? '')
  const scan = {
    TableName: table,
    ConsistentRead: true,
    ProjectionExpression: keys.map((_, index) => `#k${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(keys.map((key, index) => [`#k${index}`, key])),
  }
  let removed = 0
  for await (const page of sdk.paginateScan({ client }, scan)) {
    const items = page.Items ?? []
    const batches: Promise<void>[] = []
    for (let at = 0; at < items.length; at += batchSize)
      batches.push(deleteBatch(sdk, client, table, items.slice(at, at + batchSize)))
    await Promise.all(batches)
    removed += items.length
  }
  return removed
}

/** Sends the items that the service left undone again, with growing pauses. */
async function deleteBatch(
  sdk: Sdk,
  client: DynamoDBClient,
  table: string,
  items: Record<string, AttributeValue>[],
): Promise<void> {
  let requests: WriteRequest[] = items.map((Key) => ({ DeleteRequest: { Key } }))
  for (let tries = 1; requests.length > 0; tries += 1) {
    const answer = await client.send(new sdk.BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
    requests = answer.UnprocessedItems?.[table] ?? []
    if (requests.length > 0) await sleep(pauseAfter(tries, { first: 25, longest: 2000 }))
  }
}
