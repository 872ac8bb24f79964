import { sha256 } from '../../../core/sha256.ts'
import type { BusObserver, ObservedEvent } from '../../../core/ports/gate-services.ts'
import type { GateRun } from '../gate-run.ts'

/** The modelled events that were published during a run, and by which scenario. */
export interface ObservedEvents {
  /** Takes the events that have arrived so far. Calls must not overlap. */
  collect(): Promise<void>
  /**
   * Takes the events that are still on their way. When all modelled events are expected, it waits until all were seen
   * or the time to settle is over.
   */
  settle(everything: boolean): Promise<void>
  /** Scenarios that published the event; `undefined` stands for publishers outside of any scenario. */
  publishersOf(event: { readonly name: string; readonly source: string }): ReadonlySet<string | undefined>
  close(): Promise<void>
}

/** Starts to observe the bus. Without a bus or modelled events it observes nothing. */
export async function observeEvents(run: GateRun): Promise<ObservedEvents> {
  const { definition, stack, settleSeconds } = run.options
  const sources = [...new Set(definition.events.map(({ source }) => source))].sort()
  const observed = run.target.bus !== undefined && sources.length > 0
  const observer = observed
    ? await run.ports.services.bus.observe(run.target.bus!, nameFor(stack.id), sources)
    : silence
  const publishers = new Map<string, Set<string | undefined>>()

  const take = (events: readonly ObservedEvent[]) => {
    for (const { source, type, detail } of events) {
      const traceId = (detail as { correlationId?: unknown } | null)?.correlationId
      const scenario = typeof traceId === 'string' ? run.traceIds.get(traceId) : undefined
      const known = publishers.get(`${source} ${type}`) ?? new Set()
      publishers.set(`${source} ${type}`, known.add(scenario))
    }
  }
  const publishersOf = ({ source, name }: { source: string; name: string }) =>
    publishers.get(`${source} ${name}`) ?? none

  let queue: Promise<void> = Promise.resolve()
  return {
    publishersOf,
    collect: () => {
      queue = queue.then(async () => take(await observer.receive()))
      return queue
    },
    async settle(everything) {
      await queue
      take(await observer.flush())
      const { clock, signal } = run.ports
      const end = clock.elapsed() + settleSeconds * 1000
      const waiting = () => everything && observed && definition.events.some((event) => publishersOf(event).size === 0)
      while (waiting() && clock.elapsed() < end) {
        signal.throwIfAborted()
        take(await observer.receive(1))
      }
    },
    close: () => observer.close(),
  }
}

const none: ReadonlySet<string | undefined> = new Set()

/** The observer when there is nothing to observe. */
const silence: BusObserver = { receive: async () => [], flush: async () => [], close: async () => undefined }

/** The same name for every run against a stack, so that a run finds what an earlier run failed to remove. */
function nameFor(stackId: string): string {
  return `liftlock-gate-${sha256(stackId).slice(0, 12)}`
}
