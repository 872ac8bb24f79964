import type { FilePosition } from '../../../core/run/report.ts'
import type { Element, Source } from './element.ts'
import type { Code, Text, Trigger } from './trigger.ts'

/** A notifier: activities after an event, on a schedule or after a deployment (model format 10). */
export interface Notifier extends Element {
  readonly triggers: readonly Trigger[]
  readonly activities: readonly Activity[]
}

/**
 * An activity of a notifier (model format 10.3): attributes by their names in the model. Those of family C are `Text`.
 */
export interface Activity {
  readonly place: FilePosition
  readonly type: ActivityType
  readonly condition?: Source
  readonly failSilent: boolean
  /** Flow variable that is written. */
  readonly output?: string
  /** Values that may be literal or Python, by attribute name. */
  readonly texts: Readonly<Record<string, Text>>
  /** Literal settings (`sender`, `bucket`, `method`, `template-file`, `load-json`), by attribute name. */
  readonly settings: Readonly<Record<string, string>>
  /** `set-variable`. */
  readonly expression?: Source
  /** `query` or `body`: a Jinja template. */
  readonly template?: Source
  /** `code`. */
  readonly code?: Code
  /** `loop`. */
  readonly activities: readonly Activity[]
}

export type ActivityType =
  | 'create-iam-group'
  | 'delete-iam-group'
  | 'add-user-to-iam-group'
  | 'remove-user-from-iam-group'
  | 'retrieve-email-from-iam'
  | 'iam-create-systemuser'
  | 'iam-create-user'
  | 'iam-delete-user'
  | 'get-token'
  | 'get-systemuser-token'
  | 'set-variable'
  | 'fetch-property'
  | 'render-template'
  | 'send-email'
  | 'send-graphql-notification'
  | 'write-file'
  | 'call-internal-api'
  | 'HTTP'
  | 'code'
  | 'invalidate-cdn'
  | 'loop'
