import type { Context } from './context.ts'
import type { Text } from './next-step.ts'
import type { Outcome } from './outcome.ts'
import type { StageError } from './stage-error.ts'

/**
 * How a stage ended: its outputs, or the failure that stopped it. An `error` of another class than StageError is a bug.
 * In `Result<string>`, texts are in the words of the host.
 */
export type Result<T extends Text = Text> =
  | {
      readonly kind: 'done'
      readonly stage: string
      readonly outcome: Outcome
      readonly outputs: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'failure'
      readonly stage: string
      readonly error: StageError<T>
      /** Outputs that were known before the failure. */
      readonly outputs?: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'bug'
      readonly stage: string
      readonly error: unknown
      readonly outputs?: Readonly<Record<string, unknown>>
    }

/** A named value that was given as an input, whether or not the stage has such an input. */
export interface GivenInput {
  /** In lower case, with hyphens. */
  readonly name: string
  /** As the user wrote it, for messages. */
  readonly as: string
  /** Whether it may be something other than an input, such as a variable of the environment. */
  readonly perhaps?: boolean
}

/** A place where stages run: GitHub Actions, CodePipeline, a terminal. */
export interface Host {
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
  /** What a stage may access. It is made on first use, after the required inputs were found. */
  context(): Promise<Context>
  /** The raw input by its kebab-case name; undefined when it is missing or empty. */
  input(name: string): string | undefined
  /** All given values that could be unknown inputs. A host that refuses unknown inputs itself leaves this out. */
  given?(): Promise<readonly GivenInput[]>
  /** Shows the result, and sets the exit code of the process. */
  finish(result: Result): Promise<void>
}
