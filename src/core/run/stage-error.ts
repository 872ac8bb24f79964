import { type FailureReason, failureReasons } from './failure-reasons.ts'
import type { Outcome } from './outcome.ts'

/** A failure that the reader can act on. Anything else that is thrown counts as a bug. */
export class StageError extends Error {
  override readonly name = 'StageError'
  readonly reason: FailureReason
  /**
   * The next thing to do: one sentence, or a command to paste, in the spelling of the command line: inputs as `--name` or `<name>`, stages
   * as `liftlock <stage>`. A host with another spelling translates it.
   */
  readonly hint: string | undefined

  /** @param message names the value that was wrong, cause first */
  constructor(reason: FailureReason, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = reason
    this.hint = options.hint
  }

  /** What the run ends with; the table in `failure-reasons.ts` decides. */
  get outcome(): Outcome | 'invalid-input' {
    return failureReasons[this.reason]
  }
}
