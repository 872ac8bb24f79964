import { startExecution } from '../commands/start-execution.ts'
import type { DeclaredAction } from '../machine/declaration.ts'
import { currentDeclaration, type Machine } from '../machine/machine.ts'
import { polledSources } from '../machine/polled-sources.ts'
import type { PipelineRecord } from '../machine/records.ts'
import { setOwn } from '../machine/set-own.ts'
import type { Clock } from './clock.ts'

/** The newest revision of a source; undefined when there is none. */
export type NewestRevision = (pipeline: PipelineRecord, source: DeclaredAction) => Promise<string | undefined>

/** Milliseconds between two looks at a source. */
const pollMilliseconds = 60_000

export interface SourceWatchOptions {
  readonly clock: Clock
  readonly newestRevision: NewestRevision
  readonly log: (line: string) => void
}

/** Starts executions for new revisions of sources that are polled, by the clock of the executor. */
export interface SourceWatch {
  /** Looks at the sources of a pipeline now, and again and again. */
  watch(watched: Watched): void
  close(): void
}

export interface Watched {
  readonly pipeline: PipelineRecord
  /** Whether the pipeline still exists. */
  readonly isThere: () => boolean
  readonly change: (command: (machine: Machine) => void) => void
}

export function sourceWatch({ clock, newestRevision, log }: SourceWatchOptions): SourceWatch {
  const next = new Map<PipelineRecord, () => void>()
  const look = async (watched: Watched): Promise<void> => {
    const { pipeline, isThere, change } = watched
    const changed: { readonly key: string; readonly revision: string; readonly action: object }[] = []
    for (const { key, action } of polledSources(currentDeclaration(pipeline)))
      try {
        const revision = await newestRevision(pipeline, action)
        if (revision !== undefined && pipeline.polled?.[key] !== revision) changed.push({ key, revision, action })
      } catch (error) {
        log(`${pipeline.name}: the source ${key} cannot be polled: ${(error as Error).message}`)
      }
    if (changed.length > 0 && isThere()) change((machine) => startByPolling(machine, changed))
  }
  const watch = (watched: Watched): void => {
    const { pipeline, isThere } = watched
    next.get(pipeline)?.()
    next.delete(pipeline)
    if (!isThere()) return
    look(watched)
      .catch((error: Error) => log(`${pipeline.name} was not started: ${error.message}`))
      .finally(() => {
        next.get(pipeline)?.()
        if (isThere())
          next.set(
            pipeline,
            clock.at(clock.now() + pollMilliseconds, () => watch(watched)),
          )
      })
  }
  return {
    watch,
    close: () => {
      for (const cancel of next.values()) cancel()
      next.clear()
    },
  }
}

/** One execution for all sources that have changed. What is refused is tried again at the next look. */
function startByPolling(
  machine: Machine,
  seen: readonly { readonly key: string; readonly revision: string; readonly action: object }[],
): void {
  const { pipeline } = machine
  // Another look may have started it, or an update changed the source, while this one was under way.
  const sources = new Map<string, object>(
    polledSources(currentDeclaration(pipeline)).map((each) => [each.key, each.action]),
  )
  const changed = seen.filter(
    ({ key, revision, action }) => sources.get(key) === action && pipeline.polled?.[key] !== revision,
  )
  if (changed.length === 0) return
  const [{ key = '' } = {}] = changed
  startExecution(machine, { trigger: { triggerType: 'PollForSourceChanges', triggerDetail: key.split('/').at(-1)! } })
  const polled = { ...pipeline.polled }
  for (const { key, revision } of changed) setOwn(polled, key, revision)
  pipeline.polled = polled
}
