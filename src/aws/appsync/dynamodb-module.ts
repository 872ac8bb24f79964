/** The client's module, loaded when the first request needs it. */
export type DynamoDBModule = typeof import('../sdk/dynamodb.ts')
