import type { DescribeEventsCommandInput, OperationEvent } from '@aws-sdk/client-cloudformation'
import { pageGuard } from '../../core/pacing/page-guard.ts'
import type { StackEvent } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { eventOf } from './stack-answers.ts'
import type { StackCall } from './stack-calls.ts'

/**
 * Reads the events of stacks by operation (API reference, `DescribeEvents`), newest first. The service groups events by
 * operation, and an automatic rollback is an operation of its own. The name of a stack may stand for its newest
 * operation alone. So each operation in `LastOperations` of DescribeStacks is read by itself; an operation that has
 * ended is read once.
 */
export function operationEvents(send: StackCall): (stackId: string) => Promise<readonly StackEvent[]> {
  const ended = new Map<string, readonly OperationEvent[]>()

  async function operation(id: string, stackId: string): Promise<readonly OperationEvent[]> {
    const known = ended.get(id)
    if (known !== undefined) return known
    const events = newestFirst(await described(send, { OperationId: id }, stackId))
    const last = events.find((event) => event.PhysicalResourceId === stackId)?.ResourceStatus ?? ''
    if (/(COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(last)) ended.set(id, events)
    return events
  }

  return async (stackId) => {
    const events: OperationEvent[] = []
    const operations = await lastOperations(send, stackId)
    for (const id of operations) events.push(...withToken(await operation(id, stackId)))
    if (operations.length === 0)
      events.push(...withToken(newestFirst(await described(send, { StackName: stackId }, stackId))))
    const own = events.filter((event) => event.StackId === stackId && isOfStackOrResource(event))
    return byTime(own).map((event) => eventOf({ StackName: nameOf(stackId), ...event } as StackEventAnswer))
  }
}

type StackEventAnswer = Parameters<typeof eventOf>[0]

async function described(send: StackCall, input: DescribeEventsCommandInput, stackId: string) {
  const events: OperationEvent[] = []
  const guard = pageGuard(`CloudFormation DescribeEvents ${stackId}`)
  let token: string | undefined
  do {
    const page = await send(`CloudFormation DescribeEvents ${stackId}`, (sdk, client) =>
      client.send(new sdk.DescribeEventsCommand({ ...input, ...defined({ NextToken: token }) })),
    )
    events.push(...(page.OperationEvents ?? []))
    token = guard(page.NextToken)
  } while (token !== undefined)
  return events
}

/**
 * Puts a rollback before the operation that it undoes. So a later page never lacks an event older than one that was
 * read before.
 */
async function lastOperations(send: StackCall, stackId: string): Promise<readonly string[]> {
  const answer = await send(`CloudFormation DescribeStacks ${stackId}`, (sdk, client) =>
    client.send(new sdk.DescribeStacksCommand({ StackName: stackId })),
  )
  const isRollback = (type: string | undefined) => Number(type?.endsWith('ROLLBACK') ?? false)
  return [...(answer.Stacks?.[0]?.LastOperations ?? [])]
    .sort((a, b) => isRollback(b.OperationType) - isRollback(a.OperationType))
    .flatMap(({ OperationType, OperationId }) =>
      OperationType === 'CREATE_CHANGESET' || OperationId === undefined ? [] : [OperationId],
    )
}

/** Making a change set is an operation too; its findings do not belong to the stack. */
function isOfStackOrResource({ OperationType, ResourceStatus }: OperationEvent): boolean {
  return ResourceStatus !== undefined && OperationType !== 'CREATE_CHANGESET'
}

/** All events of one operation come from one request, so they share its token. */
function withToken(events: readonly OperationEvent[]): OperationEvent[] {
  const tokens = new Map<string | undefined, string>()
  for (const { OperationId, ClientRequestToken } of events)
    if (OperationId !== undefined && ClientRequestToken !== undefined) tokens.set(OperationId, ClientRequestToken)
  return events.map((event) => {
    const token = event.ClientRequestToken ?? tokens.get(event.OperationId)
    return token === undefined ? event : { ...event, ClientRequestToken: token }
  })
}

/**
 * Removes repeated events. Events of the same moment keep the order of the answer, turned around if the answer begins
 * with the oldest.
 */
function newestFirst(events: readonly OperationEvent[]): OperationEvent[] {
  const once = [...new Map(events.map((event) => [event.EventId, event])).values()]
  const [first, last] = [once[0], once.at(-1)]
  if (first !== undefined && last !== undefined && time(first) < time(last)) once.reverse()
  return byTime(once)
}

const time = ({ Timestamp }: OperationEvent) => Timestamp?.getTime() ?? 0

function byTime(events: readonly OperationEvent[]): OperationEvent[] {
  return [...events].sort((a, b) => time(b) - time(a))
}

/** The middle part of `arn:aws:cloudformation:eu-west-1:111111111111:stack/<name>/<id>`. */
function nameOf(stackId: string): string {
  return stackId.split('/')[1] ?? ''
}
