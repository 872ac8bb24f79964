import type { PipelineEvent, PipelineRecord } from '../machine/records.ts'
import type { Clock } from './clock.ts'

/** Hands events of one pipeline to EventBridge, in their order. It throws when they may not have arrived. */
export type SendEvents = (pipeline: PipelineRecord, events: readonly PipelineEvent[]) => Promise<void>

export interface EventDeliveryOptions {
  readonly send: SendEvents
  readonly clock: Clock
  /** Keeps what is left in the outbox of a pipeline. */
  readonly save: (pipeline: PipelineRecord) => void
  readonly log: (line: string) => void
}

/** Empties the outboxes of pipelines: each event arrives at least once, and those of one pipeline in order. */
export interface EventDelivery {
  /** Delivers what the outbox holds, unless somebody does already. */
  wake(pipeline: PipelineRecord): void
  close(): void
}

/** So many events at once: the launcher takes 64 kB. */
const mostAtOnce = 5
const firstPause = 250
const longestPause = 15_000

/** Delivers events. What does not arrive is tried again, after pauses that double up to 15 seconds. */
export function eventDelivery({ send, clock, save, log }: EventDeliveryOptions): EventDelivery {
  const busy = new Set<PipelineRecord>()
  const cancels = new Map<PipelineRecord, () => void>()
  let closed = false

  const deliver = async (pipeline: PipelineRecord, pause: number): Promise<void> => {
    const { outbox } = pipeline
    let next = pause
    while (outbox.length > 0 && !closed) {
      const events = outbox.slice(0, mostAtOnce)
      try {
        await send(pipeline, events)
      } catch (error) {
        if (closed) return
        if (next === firstPause) log(`${pipeline.name}: its events wait for EventBridge: ${(error as Error).message}`)
        cancels.set(
          pipeline,
          clock.at(clock.now() + next, () => void deliver(pipeline, Math.min(next * 2, longestPause))),
        )
        return
      }
      // A reset may have emptied the outbox meanwhile.
      if (outbox[0] === events[0]) outbox.splice(0, events.length)
      next = firstPause
      if (!closed) save(pipeline)
    }
    busy.delete(pipeline)
  }
  return {
    wake: (pipeline) => {
      if (closed || busy.has(pipeline) || pipeline.outbox.length === 0) return
      busy.add(pipeline)
      void deliver(pipeline, firstPause)
    },
    close: () => {
      closed = true
      for (const cancel of cancels.values()) cancel()
    },
  }
}
