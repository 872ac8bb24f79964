import type { FilePosition } from '../../../core/run/report.ts'
import type { Command } from './command.ts'
import type { Element } from './element.ts'
import type { Projection, Query } from './view.ts'

/** A scenario: a test of the quality gate (model format 13). */
export interface Scenario extends Element {
  /** Names of the scenarios that it depends on, in the order of the model. */
  readonly extends: readonly string[]
  readonly steps: readonly Step[]
}

interface StepBase {
  readonly place: FilePosition
  readonly description: string
}

/**
 * A step of a scenario (model format 13.2). Values are texts of the model; `#name#` is resolved when the scenario runs.
 */
export type Step = StepBase &
  (
    | { readonly kind: 'set-variables'; readonly inputs: readonly StepInput[] }
    | {
        readonly kind: 'mutation'
        readonly command: Command
        readonly inputs: readonly StepInput[]
        readonly traces: readonly {
          readonly component: string
          readonly status: 'success' | 'error'
          readonly place: FilePosition
        }[]
      }
    | {
        readonly kind: 'query'
        readonly target:
          | { readonly kind: 'view'; readonly view: string; readonly query: Query }
          | { readonly kind: 'projection'; readonly projection: Projection }
        readonly inputs: readonly StepInput[]
        readonly expects: readonly {
          readonly path: string
          readonly type: string
          readonly value: string
          readonly place: FilePosition
        }[]
        readonly extracts: readonly { readonly path: string; readonly variable: string; readonly place: FilePosition }[]
      }
    | { readonly kind: 'refresh-token' }
    | { readonly kind: 'switch-user'; readonly user: string }
    | { readonly kind: 'grant-role'; readonly role: string }
    | { readonly kind: 'wait'; readonly milliseconds: number }
  )

export interface StepInput {
  readonly name: string
  /** `String`, `Int`, `Float`, `Boolean`, `Numeric`, `Nested`, `StringList`. */
  readonly type: string
  readonly value: string
  readonly place: FilePosition
}
