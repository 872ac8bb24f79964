import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isOpen } from '../machine/machine.ts'
import type { ExecutionRecord, PipelineRecord } from '../machine/records.ts'

/** Executions that have ended, each in a file of its own: what changes no more is written once. */
export interface EndedExecutions {
  /** Keeps those that have ended since the last time. @returns those that belong in the file of the pipeline */
  write(folder: string, pipeline: PipelineRecord): readonly ExecutionRecord[]
  /** Removes the files of those that the pipeline has forgotten; called when its own file is kept. */
  prune(folder: string, pipeline: PipelineRecord): void
  /** A pipeline with those that were kept. One that is open in the file of the pipeline was begun again: that counts. */
  load(folder: string, kept: PipelineRecord, read: (path: string) => ExecutionRecord): PipelineRecord
}

/** @param write replaces a file in one step */
export function endedExecutions(write: (path: string, text: string) => void): EndedExecutions {
  const written = new WeakMap<PipelineRecord, Set<string>>()
  const idsOf = (pipeline: PipelineRecord) => {
    const known = written.get(pipeline) ?? new Set<string>()
    written.set(pipeline, known)
    return known
  }
  return {
    write: (folder, pipeline) => {
      const ids = idsOf(pipeline)
      const open: ExecutionRecord[] = []
      for (const execution of pipeline.executions) {
        if (isOpen(execution)) {
          // One that was tried again has another end later.
          ids.delete(execution.id)
          open.push(execution)
        } else if (!ids.has(execution.id)) {
          mkdirSync(folder, { recursive: true, mode: 0o700 })
          write(join(folder, fileOf(execution)), JSON.stringify(execution))
          ids.add(execution.id)
        }
      }
      return open
    },
    prune: (folder, pipeline) => {
      const ids = idsOf(pipeline)
      if (ids.size <= pipeline.executions.length) return
      const kept = new Set(pipeline.executions.map(({ id }) => id))
      for (const id of ids)
        if (!kept.has(id)) {
          rmSync(join(folder, fileOf({ id })), { force: true })
          ids.delete(id)
        }
    },
    load: (folder, kept, read) => {
      const open = new Set(kept.executions.map(({ id }) => id))
      const names = readdirSync(folder)
      // A process that was killed leaves half of a new file behind.
      for (const name of names) if (!name.endsWith('.json')) rmSync(join(folder, name), { force: true })
      const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
      const ended = paths.map((path) => read(path)).filter(({ id }) => !open.has(id))
      const executions = [...ended, ...kept.executions].sort((one, other) => (one.number ?? 0) - (other.number ?? 0))
      const pipeline = { ...kept, executions }
      written.set(pipeline, new Set(ended.map(({ id }) => id)))
      return pipeline
    },
  }
}

function fileOf({ id }: Pick<ExecutionRecord, 'id'>): string {
  return `${id}.json`
}
