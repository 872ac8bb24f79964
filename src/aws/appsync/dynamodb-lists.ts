import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBModule } from './dynamodb-module.ts'
import { expressionsOf } from './expressions.ts'
import { DataSourceFailure } from './failure.ts'
import type { RequestDocument } from './request.ts'
import { toAttributes, toPlain } from './typed-values.ts'

/** One page, with the token of the next one. */
export async function query(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  request: RequestDocument,
): Promise<unknown> {
  const { names, values } = expressionsOf([request.query, request.filter, request.projection])
  const answer = await client.send(
    new sdk.QueryCommand({
      TableName: table,
      KeyConditionExpression: request.query?.expression,
      ScanIndexForward: request.scanIndexForward ?? true,
      ...readOptions(request),
      ...names,
      ...values,
    }),
  )
  return listOf(answer)
}

/** One page, with the token of the next one. */
export async function scan(
  sdk: DynamoDBModule,
  client: DynamoDBClient,
  table: string,
  request: RequestDocument,
): Promise<unknown> {
  const { names, values } = expressionsOf([request.filter, request.projection])
  const answer = await client.send(
    new sdk.ScanCommand({
      TableName: table,
      Segment: request.segment,
      TotalSegments: request.totalSegments,
      ...readOptions(request),
      ...names,
      ...values,
    }),
  )
  return listOf(answer)
}

function readOptions(request: RequestDocument) {
  return {
    IndexName: request.index,
    Limit: request.limit ?? undefined,
    ConsistentRead: request.consistentRead,
    FilterExpression: request.filter?.expression || undefined,
    ProjectionExpression: request.projection?.expression,
    Select: request.select,
    ExclusiveStartKey: request.nextToken ? decodeToken(request.nextToken) : undefined,
  }
}

interface Page {
  readonly Items?: Record<string, AttributeValue>[] | undefined
  readonly ScannedCount?: number | undefined
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined
}

function listOf(answer: Page) {
  return {
    items: (answer.Items ?? []).map(toPlain),
    nextToken: answer.LastEvaluatedKey
      ? Buffer.from(JSON.stringify(answer.LastEvaluatedKey)).toString('base64url')
      : null,
    scannedCount: answer.ScannedCount ?? 0,
    startedAt: null,
  }
}

function decodeToken(token: unknown): Record<string, AttributeValue> {
  try {
    const key: unknown = JSON.parse(Buffer.from(String(token), 'base64url').toString())
    return toAttributes(key)
  } catch {
    throw new DataSourceFailure('DynamoDB:ValidationException', 'Invalid Pagination Token given.')
  }
}
