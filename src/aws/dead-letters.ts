import './sdk-support-warning.ts'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { DocumentFault } from '../core/documents/document-fault.ts'
import { sizedLimits } from '../core/documents/document-limits.ts'
import { readJson } from '../core/documents/read-json.ts'
import type { DeadLetter, DeadLetters } from '../core/ports/dead-letters.ts'
import { defined } from '../core/run/defined.ts'
import type { Configure } from './client-configuration.ts'
import { callOf } from './service-errors.ts'

/** Dead letters by DynamoDB, Lambda and SQS. Clients load on first use. */
export function deadLetters(configure: Configure): DeadLetters {
  return {
    async list(table) {
      const [sdk, configuration] = await Promise.all([import('./sdk/dynamodb.ts'), configure()])
      const client = new sdk.DynamoDBClient(configuration)
      const letters: DeadLetter[] = []
      try {
        await callOf(`DynamoDB Scan ${table}`, async () => {
          for await (const page of sdk.paginateScan({ client }, { TableName: table, ConsistentRead: true }))
            letters.push(...(page.Items ?? []).map(letterOf))
        })
      } finally {
        client.destroy()
      }
      return letters.sort((a, b) => compare(a.component, b.component) || compare(a.sortKey, b.sortKey))
    },

    async send(letter) {
      const [sdk, configuration] = await Promise.all([import('./sdk/lambda.ts'), configure()])
      const client = new sdk.LambdaClient(configuration)
      try {
        await callOf(`Lambda Invoke ${letter.function}`, () =>
          client.send(
            new sdk.InvokeCommand({
              FunctionName: letter.function,
              InvocationType: 'Event',
              Payload: new TextEncoder().encode(JSON.stringify(requestOf(letter))),
            }),
          ),
        )
      } finally {
        client.destroy()
      }
    },

    async waiting(queueUrl) {
      const [sdk, configuration] = await Promise.all([import('./sdk/sqs.ts'), configure()])
      const client = new sdk.SQSClient(configuration)
      try {
        const { Attributes = {} } = await callOf(`SQS GetQueueAttributes ${queueUrl}`, () =>
          client.send(
            new sdk.GetQueueAttributesCommand({
              QueueUrl: queueUrl,
              AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
            }),
          ),
        )
        return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
      } finally {
        client.destroy()
      }
    },
  }
}

function letterOf(item: Readonly<Record<string, AttributeValue>>): DeadLetter {
  const text = (name: string): string => item[name]?.S ?? ''
  const event = eventOf(text('event'))
  return {
    component: text('pk'),
    sortKey: text('sk'),
    failedAt: text('failedAt'),
    function: typeof event === 'string' ? '' : text('function'),
    correlationId: text('correlationId'),
    eventId: text('eventId'),
    eventType: text('eventType'),
    message: text('message'),
    traceback: text('traceback'),
    event,
    ...defined({ group: item.group?.S }),
  }
}

/** An item of a table has 400 KB at most (Amazon DynamoDB quotas). */
const eventLimits = sizedLimits(400 * 1024, 100)

function eventOf(text: string): unknown {
  try {
    return readJson(text, eventLimits, 'last counts', 'kept')
  } catch (error) {
    if (error instanceof DocumentFault || error instanceof SyntaxError) return text
    throw error
  }
}

/** The event as the bus delivered it, with the key of its letter (docs/decisions/0001, "Dead letters"). */
function requestOf({ component, sortKey, eventId, eventType, event, group }: DeadLetter): object {
  const deadLetter = { pk: component, sk: sortKey }
  if (group !== undefined) return { deadLetter }
  const time = sortKey.slice(0, sortKey.indexOf('#'))
  return { id: eventId, 'detail-type': eventType, time, detail: event, deadLetter }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
