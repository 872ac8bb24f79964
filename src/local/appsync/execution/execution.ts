import type { ApiConfiguration } from '../../../aws/appsync/api.ts'
import type { AppSyncDataSources } from '../../../aws/appsync/data-sources.ts'
import type { Caller } from '../authorization/caller.ts'
import type { EmulatorIdentities } from '../authorization/emulator-identities.ts'
import type { FieldError } from '../field-error.ts'
import type { Batches } from './batches.ts'

/** One GraphQL operation while it runs. */
export interface Execution {
  readonly api: ApiConfiguration
  readonly caller: Caller
  /** Headers of the request as templates see them: lower case, without cookies. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly variables: Readonly<Record<string, unknown>>
  readonly dataSources: AppSyncDataSources
  readonly batches: Batches
  /** Set if policies of IAM callers are enforced. */
  readonly identities: EmulatorIdentities | undefined
  /** Errors that `$util.appendError` added, with the field that they belong to. */
  readonly appended: { readonly error: FieldError; readonly field: ResolvedField }[]
  readonly responseHeaders: Map<string, string>
  readonly log: (line: string) => void
  /** True while a published value is shaped for a subscriber, because resolvers do not run again then. */
  readonly delivering: boolean
  readonly setSubscriptionFilter: (filter: unknown) => void
}

/** The field that a resolver runs for. */
export interface ResolvedField {
  readonly type: string
  readonly name: string
  readonly path: readonly (string | number)[]
  /** Counted from 1; undefined for a field without a document. */
  readonly location: { readonly line: number; readonly column: number } | undefined
  readonly arguments: Readonly<Record<string, unknown>>
  readonly source: unknown
  readonly selectionSetList: () => readonly string[]
  readonly selectionSetGraphQL: () => string
}
