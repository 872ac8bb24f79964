import type { FieldError } from '../../field-error.ts'

/** The parts of the current request that `$util` can reach. */
export interface UtilSession {
  /** The value that `$util.authType()` returns. */
  readonly authType: string
  /** The field being resolved, for the message of `$util.unauthorized()`. */
  readonly field: { readonly name: string; readonly type: string }
  /** Collects the errors that `$util.appendError` adds. */
  readonly appendError: (error: FieldError) => void
  /** Sets a header of the HTTP response. */
  readonly addResponseHeader: (name: string, value: string) => void
  readonly log: (line: string) => void
  /** Restricts what a subscription delivers (`$extensions.setSubscriptionFilter`). */
  readonly setSubscriptionFilter: (filter: unknown) => void
}
