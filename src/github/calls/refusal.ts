import { isRecord } from '../../core/documents/is-record.ts'

/** An answer by which GitHub did not do what it was asked. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | undefined>>
  readonly message: string
  /** Codes of its errors, such as `already_exists`, `missing_field`. */
  readonly codes: readonly string[]
  /** What each error says, with resource and member. */
  readonly details: readonly string[]
}

/** Longer words of GitHub are cut. */
const mostSaid = 400

/** A refusal from the parts of an answer, whatever its body is. */
export function refusalOf(status: number, headers: Refusal['headers'], data: unknown): Refusal {
  const body = isRecord(data) ? data : {}
  const errors = Array.isArray(body.errors) ? body.errors : []
  return {
    status,
    headers,
    message: typeof body.message === 'string' ? body.message : '',
    codes: errors.flatMap((error) => (isRecord(error) && typeof error.code === 'string' ? [error.code] : [])),
    details: errors.flatMap(detailOf),
  }
}

function detailOf(error: unknown): readonly string[] {
  if (typeof error === 'string') return [error]
  if (!isRecord(error)) return []
  const place = [error.resource, error.field].filter((part) => typeof part === 'string').join('.')
  const words = [error.message, error.code].find((part) => typeof part === 'string' && part !== 'custom')
  return [[place, words].filter(Boolean).join(' ')]
}

/** What GitHub said, as one line. */
export function said({ message, details }: Refusal): string {
  const text = [message, ...details].filter(Boolean).join('; ').replace(/\s+/g, ' ').trim()
  return text === '' ? 'it gave no reason' : text.slice(0, mostSaid)
}
