import { type FailureReason, failureReasons } from './failure-reasons.ts'
import type { Text } from './next-step.ts'
import type { Outcome } from './outcome.ts'

/**
 * A failure that the reader can act on. Any other thrown error counts as a bug. In `StageError<string>`, texts are in
 * the words of the host.
 */
export class StageError<T extends Text = Text> extends Error {
  override readonly name = 'StageError'
  readonly reason: FailureReason
  /** The next step in one sentence. Inputs and stages in it are values (`next-step.ts`), which the host renders. */
  readonly hint: T | undefined

  /** @param message begins with the cause, and names the wrong value */
  constructor(reason: FailureReason, message: string, options: { hint?: T; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = reason
    this.hint = options.hint
  }

  /** The outcome of the run, from the table in `failure-reasons.ts`. */
  get outcome(): Outcome | 'invalid-input' {
    return failureReasons[this.reason]
  }
}
