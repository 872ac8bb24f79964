import type { z } from 'zod'
import { defined } from '../run/defined.ts'
import type { FailureReason } from '../run/failure-reasons.ts'
import { StageError } from '../run/stage-error.ts'
import { DocumentFault, positionAt } from './document-fault.ts'
import { type DocumentLimits, recordLimits } from './document-limits.ts'
import { readJson } from './read-json.ts'

/** One record that is kept and read again, and the failure to read it. */
export interface StoredRecord {
  /** Begins the message: an address such as `s3://bucket/key`, or a path. */
  readonly name: string
  readonly reason: FailureReason
  /** The next step for the reader of the failure. */
  readonly hint: StageError['hint']
  /** Default: those of a small record. */
  readonly limits?: DocumentLimits
  /** Bytes that begin with a byte order mark are read by default, without the mark. */
  readonly byteOrderMark?: 'refused'
  /** What a text means that has half of a character (a lone surrogate), as foreign programs may print it. */
  readonly halfCharacters?: 'kept'
}

/**
 * Reads JSON that was kept: it may have been cut off, damaged, or written by others. All records are read by this function.
 * @throws StageError of the record's reason that names the record and the first member at fault, never a value of it
 */
export function parseRecord<Schema extends z.ZodType>(
  content: Uint8Array | string,
  schema: Schema,
  record: StoredRecord,
): z.output<Schema> {
  const parsed = schema.safeParse(parseRecordValue(content, record))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw unreadable(record, `is damaged: ${path.join('.') || 'the whole'}: ${message}`)
}

/** The same for a record whose reader checks the members by itself. */
export function parseRecordValue(content: Uint8Array | string, record: StoredRecord): unknown {
  const { limits = recordLimits } = record
  if (content.length > limits.bytes)
    throw unreadable(record, `has ${content.length} bytes; at most ${limits.bytes} are read`)
  const text = textOf(content, record)
  try {
    return readJson(text, limits, 'refused', record.halfCharacters)
  } catch (cause) {
    const what = cause instanceof DocumentFault ? faultOf(cause) : `is damaged: it is not JSON${placeOf(cause, text)}`
    throw unreadable(record, what, cause)
  }
}

/**
 * Reads a record that can be made anew or done without, such as what an earlier run noted to save work.
 * @param tell is given the failure of a record that is damaged
 * @returns undefined for a record that is damaged
 */
export function parseOptionalRecord<Schema extends z.ZodType>(
  content: Uint8Array | string,
  schema: Schema,
  record: StoredRecord,
  tell?: (failure: StageError) => void,
): z.output<Schema> | undefined {
  try {
    return parseRecord(content, schema, record)
  } catch (failure) {
    if (!(failure instanceof StageError)) throw failure
    tell?.(failure)
    return undefined
  }
}

/** @param what the end of the sentence that begins with the name of the record */
export function unreadable({ name, reason, hint }: StoredRecord, what: string, cause?: unknown): StageError {
  return new StageError(reason, `${name} ${what}`, { ...defined({ hint }), cause })
}

function textOf(content: Uint8Array | string, record: StoredRecord): string {
  if (typeof content === 'string') return content
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: record.byteOrderMark === 'refused' }).decode(content)
  } catch (cause) {
    throw unreadable(record, 'is damaged: it is not JSON, and not even UTF-8', cause)
  }
}

function faultOf({ message, position }: DocumentFault): string {
  return position === undefined ? message : `${message} (line ${position.line}, column ${position.column})`
}

/** Where the parser gave up. Its own words are left out, because they quote the text, which may hold a secret. */
function placeOf(error: unknown, text: string): string {
  const { message } = error as Error
  if (/end of JSON|Unterminated/.test(message)) return ', or it was cut off'
  const offset = /at position (\d+)/.exec(message)?.[1]
  if (offset === undefined) return ''
  const { line, column } = positionAt(text, Number(offset))
  return ` (line ${line}, column ${column})`
}
