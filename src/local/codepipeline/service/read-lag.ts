import { lateReads } from '../machine/decisions.ts'
import type { ExecutionRecord, PipelineRecord } from '../machine/records.ts'

/** Reads of the service are late. Here they are only when somebody switches that on. */
export interface ReadLag {
  /** @param pipelines those that are there now */
  switch(on: boolean, pipelines: Iterable<PipelineRecord>): void
  /** Notes what a pipeline is from now on. */
  note(pipeline: PipelineRecord): void
  /** Forgets a pipeline that was removed. */
  forget(pipeline: PipelineRecord): void
  /** What `GetPipelineState` shows of a pipeline. */
  state(pipeline: PipelineRecord): PipelineRecord
  /** Whether `ListPipelineExecutions` shows an execution. */
  isListed(execution: Pick<ExecutionRecord, 'started'>): boolean
}

interface Past {
  /** Epoch milliseconds from which on the pipeline was so. */
  readonly since: number
  readonly pipeline: PipelineRecord
}

/** Keeps what pipelines were in the last seconds, while it is switched on. @param now epoch milliseconds */
export function readLag(now: () => number): ReadLag {
  let isOn = false
  const pasts = new Map<PipelineRecord, Past[]>()
  const add = (pipeline: PipelineRecord, since: number) => {
    const known = pasts.get(pipeline) ?? []
    // The newest one that is late enough is the oldest one that anybody can still see.
    const seen = known.findLastIndex((past) => past.since <= now() - lateReads.state)
    pasts.set(pipeline, [...known.slice(Math.max(seen, 0)), { since, pipeline: structuredClone(pipeline) }])
  }
  return {
    switch: (on, pipelines) => {
      if (on === isOn) return
      isOn = on
      pasts.clear()
      for (const pipeline of on ? pipelines : []) add(pipeline, Number.NEGATIVE_INFINITY)
    },
    note: (pipeline) => {
      if (isOn) add(pipeline, now())
    },
    forget: (pipeline) => void pasts.delete(pipeline),
    state: (pipeline) => {
      if (!isOn) return pipeline
      const past = pasts.get(pipeline)?.findLast(({ since }) => since <= now() - lateReads.state)
      // A pipeline that was just created has its stages, and nothing ran in them.
      return past?.pipeline ?? { ...pipeline, executions: [] }
    },
    isListed: ({ started }) => !isOn || started <= now() - lateReads.list,
  }
}
