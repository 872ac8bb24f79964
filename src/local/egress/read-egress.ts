import { readFile, rm } from 'node:fs/promises'
import { parseRecord } from '../../core/documents/stored-record.ts'
import { command, next } from '../../core/run/next-step.ts'
import { type RecordedRequest, recordedRequestSchema } from './recorded-request.ts'

/**
 * The requests that functions sent to other hosts since the local AWS was started or emptied, oldest first. A last line
 * without a line end is still being written.
 * @throws StageError `local-unavailable` that names a damaged line
 */
export async function readEgress(log: string): Promise<readonly RecordedRequest[]> {
  const text = await readFile(log, 'utf8').catch(() => '')
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return lines.flatMap((line, index) => {
    const name = `${log}, line ${index + 1},`
    const hint = next`${command('local reset')} empties the local AWS and this log`
    return line === '' ? [] : [parseRecord(line, recordedRequestSchema, { name, reason: 'local-unavailable', hint })]
  })
}

/** Deletes the log. */
export async function clearEgress(log: string): Promise<void> {
  await rm(log, { force: true })
}
