import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import type { ObservedEvent } from '../../core/ports/gate-services.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf, serviceCode } from '../service-errors.ts'

/** A temporary queue that receives what a temporary rule lets through. */
export interface QueueBehindRule {
  /** Receives the events that arrived, oldest first, each once. */
  receive(waitSeconds: number): Promise<readonly ObservedEvent[]>
  close(): Promise<void>
}

type Rules = { sdk: typeof import('../sdk/eventbridge.ts'); client: EventBridgeClient }
type Queues = { sdk: typeof import('../sdk/sqs.ts'); client: SQSClient }

/** Makes a rule and a queue under a name, and first removes what an earlier run left under it. */
export async function openQueue(
  configure: Configure,
  { bus, name, pattern }: { readonly bus: string; readonly name: string; readonly pattern: string },
): Promise<QueueBehindRule> {
  const [events, sqs, configuration] = await Promise.all([
    import('../sdk/eventbridge.ts'),
    import('../sdk/sqs.ts'),
    configure(),
  ])
  const rules: Rules = { sdk: events, client: new events.EventBridgeClient(configuration) }
  const queues: Queues = { sdk: sqs, client: new sqs.SQSClient(configuration) }
  const close = async () => {
    await removeRules(rules, bus, name)
    await removeQueues(queues, name)
    rules.client.destroy()
    queues.client.destroy()
  }

  await removeRules(rules, bus, name)
  await removeQueues(queues, name)
  try {
    const url = await createQueue(queues, name)
    await connect(rules, queues, { bus, name, pattern, url })
    return { receive: (waitSeconds) => receive(queues, url, waitSeconds), close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/**
 * The name of a deleted queue stays taken for 60 seconds (SQS API reference, CreateQueue). Meanwhile, the next name is
 * used.
 */
async function createQueue({ sdk, client }: Queues, name: string): Promise<string> {
  return callOf(`SQS CreateQueue ${name}`, async () => {
    for (let number = 1; ; number++) {
      const create = new sdk.CreateQueueCommand({
        QueueName: `${name}-${number}`,
        Attributes: { MessageRetentionPeriod: '3600', SqsManagedSseEnabled: 'true' },
      })
      const answer = await client.send(create).catch((error: unknown) => {
        if (number === 20 || !/QueueDeletedRecently/.test(serviceCode(error) ?? '')) throw error
        return undefined
      })
      if (answer?.QueueUrl !== undefined) return answer.QueueUrl
    }
  })
}

async function connect(
  rules: Rules,
  queues: Queues,
  { bus, name, pattern, url }: { bus: string; name: string; pattern: string; url: string },
): Promise<void> {
  const put = new rules.sdk.PutRuleCommand({ Name: name, EventBusName: bus, EventPattern: pattern, State: 'ENABLED' })
  const rule = await callOf(`EventBridge PutRule ${name}`, () => rules.client.send(put))
  const ask = new queues.sdk.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] })
  const queue = (await callOf(`SQS GetQueueAttributes ${name}`, () => queues.client.send(ask))).Attributes?.QueueArn
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': rule.RuleArn } },
      },
    ],
  }
  const allow = new queues.sdk.SetQueueAttributesCommand({
    QueueUrl: url,
    Attributes: { Policy: JSON.stringify(policy) },
  })
  await callOf(`SQS SetQueueAttributes ${name}`, () => queues.client.send(allow))
  const target = new rules.sdk.PutTargetsCommand({
    Rule: name,
    EventBusName: bus,
    Targets: [{ Id: 'observer', Arn: queue }],
  })
  await callOf(`EventBridge PutTargets ${name}`, () => rules.client.send(target))
}

async function receive({ sdk, client }: Queues, url: string, waitSeconds: number): Promise<readonly ObservedEvent[]> {
  const messages: Message[] = []
  for (let wait = waitSeconds; ; wait = 0) {
    const ask = new sdk.ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: wait })
    const page = (await callOf('SQS ReceiveMessage', () => client.send(ask))).Messages ?? []
    if (page.length === 0) break
    const Entries = page.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    const remove = new sdk.DeleteMessageBatchCommand({ QueueUrl: url, Entries })
    await callOf('SQS DeleteMessageBatch', () => client.send(remove))
    messages.push(...page)
  }
  const events = messages.map(({ Body }) => JSON.parse(Body ?? '{}') as Envelope)
  events.sort((a, b) => a.time.localeCompare(b.time))
  return events.map((event) => ({
    id: event.id,
    source: event.source,
    type: event['detail-type'],
    detail: event.detail,
  }))
}

/** An event as EventBridge delivers it (Amazon EventBridge User Guide, "Event structure"). */
interface Envelope {
  readonly id: string
  readonly source: string
  readonly 'detail-type': string
  readonly time: string
  readonly detail: unknown
}

async function removeRules({ sdk, client }: Rules, bus: string, prefix: string): Promise<void> {
  await callOf(`EventBridge remove rule ${prefix}`, async () => {
    const { Rules = [] } = await client.send(new sdk.ListRulesCommand({ EventBusName: bus, NamePrefix: prefix }))
    for (const { Name: Rule } of Rules) {
      const list = new sdk.ListTargetsByRuleCommand({ EventBusName: bus, Rule })
      const Ids = ((await client.send(list)).Targets ?? []).map(({ Id }) => Id ?? '')
      if (Ids.length > 0) await client.send(new sdk.RemoveTargetsCommand({ EventBusName: bus, Rule, Ids }))
      await client.send(new sdk.DeleteRuleCommand({ EventBusName: bus, Name: Rule }))
    }
  })
}

async function removeQueues({ sdk, client }: Queues, prefix: string): Promise<void> {
  await callOf(`SQS remove queue ${prefix}`, async () => {
    const list = new sdk.ListQueuesCommand({ QueueNamePrefix: `${prefix}-`, MaxResults: 1000 })
    for (const QueueUrl of (await client.send(list)).QueueUrls ?? [])
      await client.send(new sdk.DeleteQueueCommand({ QueueUrl })).catch((error: unknown) => {
        if (!/NonExistentQueue|QueueDoesNotExist/.test(serviceCode(error) ?? '')) throw error
      })
  })
}
