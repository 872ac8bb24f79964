import type { Text } from './next-step.ts'

/** A position in a file that the reader can open. Lines and columns count from 1. */
export interface FilePosition {
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** How many characters the caret underlines. */
  readonly length?: number
}

/** Something about the user's own files that they should see, with the place where to change it. */
export interface Finding<T extends Text = Text> {
  readonly severity: 'error' | 'warning' | 'notice'
  /** Stable name of the rule, such as `V-17`; it has a heading in the docs. */
  readonly rule?: string
  readonly text: string
  readonly place?: FilePosition
  /** The next thing to do. */
  readonly fix?: T
  /** Address of a page that shows more, such as the line of a model that lies in another repository. */
  readonly link?: string
}

/** A stage of the delivery line with its outcome. */
export interface LineStep {
  readonly stage: string
  readonly environment?: string
  /** The outcome in words, such as `succeeded`, `done` or `planned`. */
  readonly outcome: string
  /** Its subject, such as the short digest of a release. */
  readonly detail?: string
}

/**
 * Messages of a running stage. Hosts decide how to show them; results are outputs, never reports. `Report<string>` has the words of its host
 * already.
 */
export type Report<T extends Text = Text> =
  /** One line in the log; `closing` marks the last message of a stage, which a host may replace by its own summary. */
  | { readonly kind: 'note'; readonly text: string; readonly closing?: true }
  /** What the stage waits for now. A live view replaces the previous text; a log may drop it. */
  | { readonly kind: 'progress'; readonly text: string }
  /** Text that is already laid out, such as a table; shown as it is. */
  | { readonly kind: 'text'; readonly text: T }
  | { readonly kind: 'warning'; readonly text: T }
  | { readonly kind: 'finding'; readonly finding: Finding<T> }
  /** Findings that the stage counted but did not keep. They are added to those that exceed the limit, and never reach a host. */
  | { readonly kind: 'more-findings'; readonly severity: Finding['severity']; readonly count: number }
  /** Lines that belong together; a host may fold them. */
  | { readonly kind: 'group'; readonly title: string; readonly lines: readonly string[] }
  /** Starts a section of the log, which a host may fold. Without a title, it ends the current section. */
  | { readonly kind: 'section'; readonly title?: string }
  /** Markdown for the job summary; ignored by a terminal. What has a higher rank is cut first; 1 when not given. */
  | { readonly kind: 'summary'; readonly markdown: string; readonly rank?: number }
  /**
   * The summary of a stage, reported right before it ends. `text` is one line that replaces the outcome or the message of a failure
   * after the stage's name. `markdown` is what the reader needs first, `next` what to do then. Ignored by a terminal.
   */
  | { readonly kind: 'verdict'; readonly text: string; readonly markdown: string; readonly next?: T }
  /**
   * Steps of the line that the stage can prove, in order, plus this step, with a better label than its outcome when it has one. Ignored by a
   * terminal.
   */
  | { readonly kind: 'line'; readonly steps: readonly LineStep[] }
  /** Outputs that are already known, for later steps if the run fails. If it succeeds, only the returned outputs count. */
  | { readonly kind: 'outputs'; readonly values: Readonly<Record<string, unknown>> }
  /** A value that must never be shown; every host masks it from now on. */
  | { readonly kind: 'secret'; readonly value: string }
