import type { FieldError } from '../../field-error.ts'

/** What `$util` may reach of the request that a template runs for. */
export interface UtilSession {
  /** Answer of `$util.authType()`. */
  readonly authType: string
  /** The field being resolved, for the text of `$util.unauthorized()`. */
  readonly field: { readonly name: string; readonly type: string }
  /** Collects what `$util.appendError` adds. */
  readonly appendError: (error: FieldError) => void
  /** Sets a header of the HTTP answer. */
  readonly addResponseHeader: (name: string, value: string) => void
  readonly log: (line: string) => void
  /** Restricts what a subscription delivers (`$extensions.setSubscriptionFilter`). */
  readonly setSubscriptionFilter: (filter: unknown) => void
}
