import { cutText } from '../../core/run/finding-limits.ts'
import type { Result } from '../../core/run/host.ts'
import { type Spelling, spell } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { longestText } from './bounded-report.ts'

/**
 * Renders a result in the words of the host, removes secrets, and cuts texts that are too long to be read. Masking
 * comes first, because a mask cannot recognize half of a secret. Outputs are data, so they stay whole.
 * @param mask removes secrets from a text
 */
export function boundedResult(
  result: Exclude<Result, { kind: 'done' }>,
  mask: (text: string) => string,
  spelling: Spelling,
): Exclude<Result<string>, { kind: 'done' }>
export function boundedResult(result: Result, mask: (text: string) => string, spelling: Spelling): Result<string>
export function boundedResult(result: Result, mask: (text: string) => string, spelling: Spelling): Result<string> {
  const cut = (text: string) => cutText(mask(text), longestText)
  if (result.kind === 'done') return result
  if (result.kind === 'bug') return { ...result, error: boundedError(result.error, cut) }
  const { reason, message, hint, cause } = result.error
  const bounded = new StageError(reason, cut(message), {
    ...(hint === undefined ? {} : { hint: cut(spell(hint, spelling)) }),
    cause,
  })
  return { ...result, error: bounded }
}

function boundedError(error: unknown, cut: (text: string) => string): unknown {
  if (!(error instanceof Error)) return cut(String(error))
  const bounded = new Error(cut(error.message), { cause: error.cause })
  bounded.name = error.name
  bounded.stack = cut(error.stack ?? error.message)
  return bounded
}
