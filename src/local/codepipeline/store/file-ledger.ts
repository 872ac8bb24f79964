import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseRecordValue, unreadable } from '../../../core/documents/stored-record.ts'
import { command, next } from '../../../core/run/next-step.ts'
import type { PipelineRecord } from '../machine/records.ts'
import type { Ledger, Scope, Workers } from '../service/scope.ts'
import { replaceFile } from './replace-file.ts'

const workersFile = 'workers.json'
/** A pipeline with thousands of executions has a few megabytes. */
const limits = sizedLimits(256 * 1024 * 1024, 100)

/**
 * Keeps pipelines below a folder, each in a file that is replaced as a whole. What was kept is there after the process
 * was killed at any moment.
 * @throws StageError `local-unavailable` from `load` for a damaged file
 */
export function fileLedger(folder: string): Ledger {
  const folderOf = ({ account, region }: Scope) => join(folder, `${account}.${region}`)
  const save = (scope: Scope, name: string, value: unknown) => {
    mkdirSync(folderOf(scope), { recursive: true, mode: 0o700 })
    replaceFile(join(folderOf(scope), name), JSON.stringify(value))
  }
  return {
    load: () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      return readdirSync(folder).flatMap((name) => {
        const [, account, region] = /^(\d{12})\.(.+)$/.exec(name) ?? []
        return account === undefined || region === undefined ? [] : [loadScope(join(folder, name), account, region)]
      })
    },
    savePipeline: (scope, pipeline) => save(scope, fileOf(pipeline.name), pipeline),
    removePipeline: (scope, name) => rmSync(join(folderOf(scope), fileOf(name)), { force: true }),
    saveWorkers: (scope) => save(scope, workersFile, scope.workers),
  }
}

function loadScope(folder: string, account: string, region: string): Scope {
  const scope = { account, region, pipelines: new Map<string, PipelineRecord>(), workers: { types: [], jobs: [] } }
  let workers: Workers = scope.workers
  for (const name of readdirSync(folder)) {
    // A process that was killed leaves half of a new file behind, beside the whole old one.
    if (!name.endsWith('.json')) rmSync(join(folder, name), { force: true })
    else if (name === workersFile) workers = read<Workers>(join(folder, name), 'jobs')
    else {
      const pipeline = read<PipelineRecord>(join(folder, name), 'executions')
      scope.pipelines.set(pipeline.name, pipeline)
    }
  }
  return { ...scope, workers }
}

/** @param list a member that what is kept has */
function read<T extends object>(path: string, list: keyof T): T {
  const hint = next`run ${command('local reset')}, which forgets all pipelines`
  const record = { name: path, reason: 'local-unavailable', hint, limits, halfCharacters: 'kept' } as const
  const value = parseRecordValue(readFileSync(path), record) as T | null
  if (!Array.isArray(value?.[list])) throw unreadable(record, `is damaged: ${String(list)} is missing`)
  return value as T
}

/** Names differ in the case of letters alone, which some file systems do not tell apart. */
function fileOf(name: string): string {
  return `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`
}
