import type { FailureReason } from '../run/failure-reasons.ts'
import type { Text } from '../run/next-step.ts'
import { StageError } from '../run/stage-error.ts'

/**
 * How a call of the forge failed:
 * - `not-found`: there is no such thing, or the token may not see it, which the forge does not tell apart;
 * - `no-right`: the token lacks a permission, which `permission` names where the forge does;
 * - `conflict`: something else is there already, or it moved meanwhile;
 * - `protected`: a rule of the repository forbids it;
 * - `validation`: the forge refuses what was asked for;
 * - `rate-limited`: after waiting as long as a run may wait;
 * - `unavailable`: no answer, or one of a broken service, after all tries. Whether a write took effect is unknown only
 *   when `maybeDone` is true.
 */
export type ForgeFailure =
  | 'not-found'
  | 'no-right'
  | 'conflict'
  | 'protected'
  | 'validation'
  | 'rate-limited'
  | 'unavailable'

/** The failure reason that a reader sees when nobody handles the failure. */
const reasons: Readonly<Record<ForgeFailure, FailureReason>> = {
  'not-found': 'github-missing',
  'no-right': 'access-denied',
  conflict: 'github-conflict',
  protected: 'github-protected',
  validation: 'github-refused',
  'rate-limited': 'throttled',
  unavailable: 'service-unavailable',
}

/** A call of the forge that failed. Its message names the thing and what the forge said. */
export class ForgeError extends StageError {
  readonly kind: ForgeFailure
  /** The missing permission, as `contents: write`. */
  readonly permission: string | undefined
  /** Whether a write may have taken effect all the same. */
  readonly maybeDone: boolean

  constructor(
    kind: ForgeFailure,
    message: string,
    options: {
      readonly hint?: Text | undefined
      readonly cause?: unknown
      readonly permission?: string | undefined
      readonly maybeDone?: boolean
      readonly reason?: FailureReason
    } = {},
  ) {
    const { hint, cause } = options
    super(options.reason ?? reasons[kind], message, { ...(hint !== undefined && { hint }), cause })
    this.kind = kind
    this.permission = options.permission
    this.maybeDone = options.maybeDone ?? false
  }
}

/** Whether an error is a failure of the forge of one of these kinds. */
export function isForgeFailure(error: unknown, ...kinds: readonly ForgeFailure[]): error is ForgeError {
  return error instanceof ForgeError && (kinds.length === 0 || kinds.includes(error.kind))
}
