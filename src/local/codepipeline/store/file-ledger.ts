import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseRecordValue, unreadable } from '../../../core/documents/stored-record.ts'
import { command, next } from '../../../core/run/next-step.ts'
import type { ExecutionRecord, PipelineRecord } from '../machine/records.ts'
import type { Ledger, Scope, Workers } from '../service/scope.ts'
import { type EndedExecutions, endedExecutions } from './ended-executions.ts'
import { replaceFile } from './replace-file.ts'

const workersFile = 'workers.json'
const limits = sizedLimits(256 * 1024 * 1024, 100)
/** The folder of the executions of a pipeline that have ended, beside its file. */
const endedSuffix = '.ended'

/**
 * Keeps pipelines below a folder, each in a file that is replaced as a whole, with its executions that have ended beside
 * it. What was kept is there after the process was killed at any moment.
 * @param write replaces a file in one step
 * @throws StageError `local-unavailable` from `load` for a damaged file
 */
export function fileLedger(folder: string, write = replaceFile): Ledger {
  const ended = endedExecutions(write)
  const folderOf = ({ account, region }: Scope) => join(folder, `${account}.${region}`)
  const pathOf = (scope: Scope, name: string) => join(folderOf(scope), nameOf(name))
  const save = (scope: Scope, path: string, value: unknown) => {
    mkdirSync(folderOf(scope), { recursive: true, mode: 0o700 })
    write(path, JSON.stringify(value))
  }
  return {
    load: () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      return readdirSync(folder).flatMap((name) => {
        const [, account, region] = /^(\d{12})\.(.+)$/.exec(name) ?? []
        if (account === undefined || region === undefined) return []
        return [loadScope(ended, join(folder, name), account, region)]
      })
    },
    savePipeline: (scope, pipeline) => {
      const path = pathOf(scope, pipeline.name)
      // Ends are kept before the pipeline lets go of them: at any moment each execution is in one of the two places.
      const executions = ended.write(`${path}${endedSuffix}`, pipeline)
      save(scope, `${path}.json`, { ...pipeline, executions })
      ended.prune(`${path}${endedSuffix}`, pipeline)
    },
    removePipeline: (scope, name) => {
      const path = pathOf(scope, name)
      rmSync(`${path}.json`, { force: true })
      rmSync(`${path}${endedSuffix}`, { recursive: true, force: true })
    },
    saveWorkers: (scope) => save(scope, join(folderOf(scope), workersFile), scope.workers),
  }
}

function loadScope(ended: EndedExecutions, folder: string, account: string, region: string): Scope {
  const scope = { account, region, pipelines: new Map<string, PipelineRecord>(), workers: { types: [], jobs: [] } }
  let workers: Workers = scope.workers
  const names = readdirSync(folder)
  for (const name of names) {
    const path = join(folder, name)
    if (name.endsWith(endedSuffix)) {
      // A pipeline that was being deleted leaves it behind.
      if (!names.includes(`${name.slice(0, -endedSuffix.length)}.json`)) rmSync(path, { recursive: true, force: true })
    }
    // A process that was killed leaves half of a new file behind, beside the whole old one.
    else if (!name.endsWith('.json')) rmSync(path, { force: true })
    else if (name === workersFile) workers = read<Workers>(path, ['jobs', 'types'])
    else {
      const kept = read<PipelineRecord>(path, ['executions', 'declarations', 'outbox'])
      const beside = name.replace(/\.json$/, endedSuffix)
      const readEnded = (each: string) => read<ExecutionRecord>(each, ['stages'])
      const pipeline = names.includes(beside) ? ended.load(join(folder, beside), kept, readEnded) : kept
      scope.pipelines.set(pipeline.name, pipeline)
    }
  }
  return { ...scope, workers }
}

/** @param lists members that what is kept has */
function read<T extends object>(path: string, lists: readonly (keyof T)[]): T {
  const hint = next`run ${command('local reset')}, which forgets all pipelines`
  const record = { name: path, reason: 'local-unavailable', hint, limits, halfCharacters: 'kept' } as const
  const value = parseRecordValue(readFileSync(path), record) as T | null
  const missing = lists.find((list) => !Array.isArray(value?.[list]))
  if (missing !== undefined) throw unreadable(record, `is damaged: ${String(missing)} is missing`)
  return value as T
}

/** Names differ in the case of letters alone, which some file systems do not tell apart. */
function nameOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32)
}
