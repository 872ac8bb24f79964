import type { z } from 'zod'
import { objectLimits } from '../../core/object-limits.ts'
import type { FailureReason } from '../../core/run/failure-reasons.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandText } from '../../core/text/command-line.ts'
import { DocumentFault } from './document-fault.ts'
import { recordLimits } from './limits.ts'
import { readJson } from './read-json.ts'

/** Which object is read, and how a failure is called. */
export interface StoredRecord {
  readonly reason: FailureReason
  readonly bucket: string
  readonly key: string
}

/**
 * Reads what lies in a bucket and may have been damaged or written by other hands.
 * @throws StageError of the given reason that names the object and the first member at fault
 */
export function parseRecord<Schema extends z.ZodType>(
  body: Uint8Array,
  schema: Schema,
  stored: StoredRecord,
): z.output<Schema> {
  if (body.length > objectLimits.record) throw unreadable(stored, `has ${body.length} bytes`)
  const parsed = schema.safeParse(jsonOf(body, stored))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw unreadable(stored, `is damaged: ${path.join('.') || 'the whole'}: ${message}`)
}

/** @param what the end of the sentence that begins with the address of the object */
export function unreadable(stored: StoredRecord, what: string): StageError {
  const address = `s3://${stored.bucket}/${stored.key}`
  return new StageError(stored.reason, `${address} ${what}`, { hint: hintOf(stored.reason, address) })
}

function hintOf(reason: FailureReason, address: string): string {
  if (reason === 'lease-unreadable')
    return commandText`if nothing is being deployed: aws s3 rm ${address}; the next run makes it anew`
  if (reason === 'release-tampered')
    return 'find out who wrote it; give the digest of the release instead of the version'
  return 'find out who wrote it, put back its last good version, or remove it, and deploy again'
}

function jsonOf(body: Uint8Array, stored: StoredRecord): unknown {
  try {
    return readJson(new TextDecoder('utf-8', { fatal: true }).decode(body), recordLimits)
  } catch (error) {
    throw unreadable(stored, error instanceof DocumentFault ? error.message : 'is damaged: it is not JSON')
  }
}
