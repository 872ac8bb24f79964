import type { PipelineRecord } from '../machine/records.ts'
import type { Clock } from './clock.ts'
import { eventDelivery, type SendEvents } from './event-delivery.ts'
import type { ReadLag } from './read-lag.ts'
import type { Ledger, Scope } from './scope.ts'

/** Milliseconds until something is tried to be kept again. */
export const keepAgain = 1_000

export interface KeeperOptions {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly lag: Pick<ReadLag, 'note'>
  readonly sendEvents?: SendEvents | undefined
  readonly isThere: (scope: Scope, pipeline: PipelineRecord) => boolean
  readonly scopeOf: (pipeline: PipelineRecord) => Scope
  /** Moves a pipeline on that could not be kept, which tries it again. */
  readonly again: (scope: Scope, pipeline: PipelineRecord) => void
  readonly log: (line: string) => void
}

/** Keeps pipelines after each change, and tells EventBridge what was kept. */
export interface Keeper {
  /** @returns why it could not be kept; it is tried again after a second */
  keep(scope: Scope, pipeline: PipelineRecord): Error | undefined
  /** Whether the last change is not kept yet. */
  isBehind(pipeline: PipelineRecord): boolean
  /** Sends the events that wait. */
  tell(pipeline: PipelineRecord): void
  close(): void
}

export function createKeeper(options: KeeperOptions): Keeper {
  const { ledger, clock, lag, sendEvents, isThere, scopeOf, again, log } = options
  const behind = new Set<PipelineRecord>()
  /** A full disk must end neither the executor nor what it does: it is tried again, and nothing begins before that. */
  const keep = (of: Scope, pipeline: PipelineRecord): Error | undefined => {
    if (of.pipelines.get(pipeline.name) !== pipeline) return undefined
    lag.note(pipeline)
    try {
      ledger.savePipeline(of, pipeline)
      delivery?.wake(pipeline)
      behind.delete(pipeline)
      return undefined
    } catch (error) {
      behind.add(pipeline)
      const { message } = error as Error
      log(`${pipeline.name} cannot be kept: ${message}`)
      clock.at(clock.now() + keepAgain, () => again(of, pipeline))
      return new Error(`The local CodePipeline cannot keep the pipeline '${pipeline.name}': ${message}`)
    }
  }
  const save = (pipeline: PipelineRecord): void => {
    const of = scopeOf(pipeline)
    if (isThere(of, pipeline)) keep(of, pipeline)
  }
  const delivery = sendEvents && eventDelivery({ send: sendEvents, clock, save, log })
  return {
    keep,
    isBehind: (pipeline) => behind.has(pipeline),
    tell: (pipeline) => delivery?.wake(pipeline),
    close: () => delivery?.close(),
  }
}
