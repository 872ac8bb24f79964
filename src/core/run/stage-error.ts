import { type FailureReason, failureReasons } from './failure-reasons.ts'
import type { Text } from './next-step.ts'
import type { Outcome } from './outcome.ts'

/** A failure that the reader can act on. Anything else that is thrown counts as a bug. `StageError<string>` has the words of its host. */
export class StageError<T extends Text = Text> extends Error {
  override readonly name = 'StageError'
  readonly reason: FailureReason
  /** The next thing to do: one sentence. Where it names inputs or stages it holds them as values (`next-step.ts`), and the host spells them. */
  readonly hint: T | undefined

  /** @param message names the value that was wrong, cause first */
  constructor(reason: FailureReason, message: string, options: { hint?: T; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = reason
    this.hint = options.hint
  }

  /** What the run ends with; the table in `failure-reasons.ts` decides. */
  get outcome(): Outcome | 'invalid-input' {
    return failureReasons[this.reason]
  }
}
