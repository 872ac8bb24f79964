import type { Context } from './context.ts'
import type { Text } from './next-step.ts'
import type { Outcome } from './outcome.ts'
import type { StageError } from './stage-error.ts'

/** How a stage ended: its outputs, or the failure that stopped it. An `error` of another class than StageError is a bug. `Result<string>` has the words of its host. */
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
      /** What was known before it failed. */
      readonly outputs?: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'bug'
      readonly stage: string
      readonly error: unknown
      readonly outputs?: Readonly<Record<string, unknown>>
    }

/** Something that was given under a name, whether or not a stage has an input of that name. */
export interface GivenInput {
  /** In lower case, with hyphens. */
  readonly name: string
  /** As the reader wrote it, for messages. */
  readonly as: string
  /** Whether it may have been meant for something else, such as a variable of the environment. */
  readonly perhaps?: boolean
}

/** A place where stages run: GitHub Actions, CodePipeline, a terminal. */
export interface Host {
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
  /** What a stage may touch; made on first use, when the inputs are known to be there. */
  context(): Promise<Context>
  /** The raw input under its kebab-case name, or undefined when it was not given or is empty. */
  input(name: string): string | undefined
  /** Everything with a value that was given as an input and could be unknown; a host that refuses by itself has none. */
  given?(): Promise<readonly GivenInput[]>
  /** Shows the result, and sets the exit code of the process. */
  finish(result: Result): Promise<void>
}
