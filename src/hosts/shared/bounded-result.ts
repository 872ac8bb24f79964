import { cutText } from '../../core/run/finding-limits.ts'
import type { Result } from '../../core/run/host.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { longestText } from './bounded-report.ts'

/**
 * A result whose words have no secrets and are cut where no reader reads on, for every form in which a host shows them. Masked first: no mask
 * knows the half of a secret that a cut leaves. Outputs are data, and stay whole.
 * @param mask takes secrets out of a text
 */
export function boundedResult<T extends Result>(result: T, mask: (text: string) => string): T
export function boundedResult(result: Result, mask: (text: string) => string): Result {
  const cut = (text: string) => cutText(mask(text), longestText)
  if (result.kind === 'done') return result
  if (result.kind === 'bug') return { ...result, error: boundedError(result.error, cut) }
  const { reason, message, hint, cause } = result.error
  const bounded = new StageError(reason, cut(message), { ...(hint === undefined ? {} : { hint: cut(hint) }), cause })
  return { ...result, error: bounded }
}

function boundedError(error: unknown, cut: (text: string) => string): unknown {
  if (!(error instanceof Error)) return cut(String(error))
  const bounded = new Error(cut(error.message), { cause: error.cause })
  bounded.name = error.name
  bounded.stack = cut(error.stack ?? error.message)
  return bounded
}
