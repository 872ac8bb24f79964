import { randomUUID } from 'node:crypto'
import type { BusObserver, ObservedEvent } from '../../core/ports/gate-services.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf } from '../service-errors.ts'
import { openQueue, type QueueBehindRule } from './queue-behind-rule.ts'

/** Source of the observer's own events, which show whether it sees the bus. */
const ownSource = 'liftlock.gate'

/** A new rule takes effect after about a minute (Amazon EventBridge User Guide, "Troubleshooting"). */
const patienceSeconds = 90

/**
 * Observes a bus through a rule and a queue. Rules take effect with a delay, and earlier events are lost. So the
 * observer is ready only when an event of its own has arrived.
 */
export async function observeBus(
  configure: Configure,
  options: { readonly bus: string; readonly name: string; readonly sources: readonly string[] },
): Promise<BusObserver> {
  const queue = await openQueue(configure, { ...options, pattern: patternOf(options.sources) })
  const events = await import('../sdk/eventbridge.ts')
  const client = new events.EventBridgeClient(await configure())

  const flush = async (): Promise<readonly ObservedEvent[]> => {
    const mark = randomUUID()
    const publish = () =>
      client.send(
        new events.PutEventsCommand({
          Entries: [
            { EventBusName: options.bus, Source: ownSource, DetailType: 'mark', Detail: JSON.stringify({ mark }) },
          ],
        }),
      )
    const seen: ObservedEvent[] = []
    for (let second = 0; second < patienceSeconds; second++) {
      await callOf(`EventBridge PutEvents ${options.bus}`, publish)
      const met = await receiveUntil(queue, mark)
      seen.push(...met.events)
      if (met.marked) return seen
    }
    throw new StageError(
      'service-refused',
      `no event of bus ${options.bus} reached its observer in ${patienceSeconds} s`,
      {
        hint: 'check that the role may use events:PutEvents, events:PutRule and sqs:SetQueueAttributes here',
      },
    )
  }

  const observer: BusObserver = {
    flush,
    receive: async (waitSeconds = 0) => (await queue.receive(waitSeconds)).filter(foreign),
    async close() {
      await queue.close()
      client.destroy()
    },
  }
  try {
    await flush()
  } catch (error) {
    await observer.close()
    throw error
  }
  return observer
}

/** Listens for about a second; then the mark is published again. */
async function receiveUntil(
  queue: QueueBehindRule,
  mark: string,
): Promise<{ events: ObservedEvent[]; marked: boolean }> {
  const events: ObservedEvent[] = []
  for (;;) {
    const arrived = await queue.receive(1)
    events.push(...arrived.filter(foreign))
    if (arrived.some((event) => !foreign(event) && (event.detail as { mark?: string }).mark === mark))
      return { events, marked: true }
    if (arrived.length === 0) return { events, marked: false }
  }
}

function foreign(event: ObservedEvent): boolean {
  return event.source !== ownSource
}

/** Matches all sources by name, or everything if the names exceed the limit of a pattern (2,048 characters). */
function patternOf(sources: readonly string[]): string {
  const named = JSON.stringify({ source: [...new Set([ownSource, ...sources])].sort() })
  return named.length <= 2048 ? named : JSON.stringify({ source: [{ prefix: '' }] })
}
