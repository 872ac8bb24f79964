import { appendFile, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RecordedRequest } from './recorded-request.ts'

/** Limit for the file of records, in bytes. */
const logBytes = 32 * 1024 * 1024

export interface RecordLog {
  /** Resolves when the record is written, or skipped because the file is full. */
  record(request: RecordedRequest): Promise<void>
  /** Resolves when everything is written. */
  settled(): Promise<void>
}

/**
 * Appends requests to a file that only its owner may read, one JSON object on each line.
 * @param warn called once when the file is full
 */
export async function openRecordLog(file: string, warn: (line: string) => void, limit = logBytes): Promise<RecordLog> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  let written = Promise.resolve()
  let warned = false
  const append = async (request: RecordedRequest) => {
    const line = `${JSON.stringify(request)}\n`
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    )
    if (size + Buffer.byteLength(line) <= limit) return appendFile(file, line, { mode: 0o600 })
    if (!warned) warn(`egress: ${file} is full (${limit} bytes); what follows is not recorded`)
    warned = true
  }
  return {
    record(request) {
      written = written.then(() => append(request))
      return written
    },
    settled: () => written,
  }
}
