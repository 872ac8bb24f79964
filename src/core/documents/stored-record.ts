import type { z } from 'zod'
import { defined } from '../run/defined.ts'
import type { FailureReason } from '../run/failure-reasons.ts'
import { StageError } from '../run/stage-error.ts'
import { DocumentFault, positionAt } from './document-fault.ts'
import { type DocumentLimits, recordLimits } from './document-limits.ts'
import { readJson } from './read-json.ts'

/** A stored record, and the failure when it cannot be read. */
export interface StoredRecord {
  /** The beginning of the message: an address such as `s3://bucket/key`, or a path. */
  readonly name: string
  readonly reason: FailureReason
  /** The next step for the reader of the failure. */
  readonly hint: StageError['hint']
  /** Default: the limits of a small record. */
  readonly limits?: DocumentLimits
  /** What to do with a byte order mark. By default it is accepted, and skipped. */
  readonly byteOrderMark?: 'refused'
  /** What to do with a text that contains a lone surrogate (half of a character), as other programs may write it. */
  readonly halfCharacters?: 'kept'
}

/**
 * Reads stored JSON, which may be cut off, damaged, or written by others. All records are read here.
 * @throws StageError of the record's reason that names the record and the first invalid member, never its value
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

/** Reads a record whose caller checks the members itself. */
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
 * Reads a record that can be replaced or left out, such as notes of an earlier run that save work.
 * @param tell receives the failure of a damaged record
 * @returns undefined for a damaged record
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

/** @param what the end of a sentence that begins with the name of the record */
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

/**
 * The place where the parser stopped. Its own message is left out, because it quotes the text, which may hold a secret.
 */
function placeOf(error: unknown, text: string): string {
  const { message } = error as Error
  if (/end of JSON|Unterminated/.test(message)) return ', or it was cut off'
  const offset = /at position (\d+)/.exec(message)?.[1]
  if (offset === undefined) return ''
  const { line, column } = positionAt(text, Number(offset))
  return ` (line ${line}, column ${column})`
}
