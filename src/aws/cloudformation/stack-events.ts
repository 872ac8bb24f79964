import { pageGuard } from '../../core/pacing/page-guard.ts'
import type { StackEvent } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { operationEvents } from './operation-events.ts'
import { eventOf } from './stack-answers.ts'
import type { StackCall } from './stack-calls.ts'

/**
 * Reads the events of stacks, newest first. If DescribeStackEvents is denied, this call and all later ones read the
 * events by operation.
 * @throws StageError `access-denied` of DescribeStackEvents when neither call is allowed
 */
export function stackEvents(send: StackCall): (stackId: string) => AsyncIterable<StackEvent> {
  const operations = operationEvents(send)
  const byOperation = new Set<string>()
  return async function* events(stackId) {
    if (byOperation.has(stackId)) return yield* await operations(stackId)
    const guard = pageGuard(`CloudFormation DescribeStackEvents ${stackId}`)
    let token: string | undefined
    do {
      const page = await pageOf(send, stackId, token).catch(async (error: unknown) => {
        if (!isDenied(error) || token !== undefined) throw error
        return { byOperation: await instead(() => operations(stackId), error) }
      })
      if ('byOperation' in page) {
        byOperation.add(stackId)
        return yield* page.byOperation
      }
      yield* (page.StackEvents ?? []).map(eventOf)
      token = guard(page.NextToken)
    } while (token !== undefined)
  }
}

function pageOf(send: StackCall, stackId: string, token: string | undefined) {
  const input = { StackName: stackId, ...defined({ NextToken: token }) }
  return send(`CloudFormation DescribeStackEvents ${stackId}`, (sdk, client) =>
    client.send(new sdk.DescribeStackEventsCommand(input)),
  )
}

async function instead<T>(read: () => Promise<T>, denial: unknown): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw isDenied(error) || isRefused(error) ? denial : error
  }
}

const isDenied = (error: unknown) => error instanceof StageError && error.reason === 'access-denied'
/** Some regions and partitions lack the newer call. */
const isRefused = (error: unknown) => error instanceof StageError && error.reason === 'service-refused'
