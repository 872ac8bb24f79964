import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { batchDeleteItem, batchGetItem, batchPutItem } from './dynamodb-batches.ts'
import { deleteItem, getItem, putItem, updateItem } from './dynamodb-items.ts'
import { query, scan } from './dynamodb-lists.ts'
import { transactGetItems, transactWriteItems } from './dynamodb-transactions.ts'
import { DataSourceFailure } from './failure.ts'
import type { RequestDocument } from './request.ts'

/**
 * Runs one operation like AppSync's DynamoDB resolver, with the same shapes of results (developer guide, "Resolver
 * mapping template reference for DynamoDB").
 * @throws DataSourceFailure `DynamoDB:<code>`; `MappingTemplate` for an invalid document
 */
export async function callDynamoDB(client: DynamoDBClient, table: string, request: RequestDocument): Promise<unknown> {
  const name = request.operation ?? ''
  const operation = Object.hasOwn(operations, name) ? operations[name as keyof typeof operations] : undefined
  if (!operation) throw new DataSourceFailure('MappingTemplate', `Unsupported operation '${name}'.`)
  try {
    return await operation(await import('../sdk/dynamodb.ts'), client, table, request)
  } catch (error) {
    if (error instanceof DataSourceFailure) throw error
    const failure = error as Error & { readonly $metadata?: unknown }
    throw new DataSourceFailure(failure.$metadata ? `DynamoDB:${failure.name}` : 'MappingTemplate', failure.message)
  }
}

const operations = {
  GetItem: getItem,
  PutItem: putItem,
  UpdateItem: updateItem,
  DeleteItem: deleteItem,
  Query: query,
  Scan: scan,
  BatchGetItem: batchGetItem,
  BatchPutItem: batchPutItem,
  BatchDeleteItem: batchDeleteItem,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
}
