import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseOptionalRecord } from '../../../core/documents/stored-record.ts'
import { replaceFile } from '../../codepipeline/store/replace-file.ts'
import { daemonPaths } from '../daemon-record.ts'
import { isRunning, processIdentitySchema } from '../process-group.ts'

const executorRecordSchema = z.object({
  /** Leads the process group of what it starts. Absent while none runs. */
  process: processIdentitySchema.exactOptional(),
  /** Why it runs no pipelines now; absent while it does. */
  reason: z.string().exactOptional(),
})

/** What the supervisor stores about the executor of pipelines, whose process is a new one after each restart. */
export type ExecutorRecord = Readonly<z.output<typeof executorRecordSchema>>

/** Reads the record; undefined without one, or when it is damaged: the supervisor writes the next one. */
export async function readExecutorRecord(home: string): Promise<ExecutorRecord | undefined> {
  const { executorRecord: name } = daemonPaths(home)
  const text = await readFile(name, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  return parseOptionalRecord(text, executorRecordSchema, { name, reason: 'local-unavailable', hint: undefined })
}

/** Replaces the record in one step. */
export function writeExecutorRecord(home: string, record: ExecutorRecord): void {
  replaceFile(daemonPaths(home).executorRecord, `${JSON.stringify(record)}\n`)
}

/** Why no pipelines run in the local AWS of this folder; undefined when they run. The rest works without them. */
export async function whyNoPipelines(home: string): Promise<string | undefined> {
  const record = await readExecutorRecord(home)
  if (record === undefined) return 'it was not started'
  if (record.reason !== undefined) return record.reason
  return record.process !== undefined && (await isRunning(record.process)) ? undefined : 'it ended, and starts again'
}
