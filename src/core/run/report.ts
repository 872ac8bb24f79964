import type { Text } from './next-step.ts'

/** A position in a file that the reader can open. Lines and columns count from 1. */
export interface FilePosition {
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** How many characters the caret underlines. */
  readonly length?: number
}

/** A remark about the user's own files, with the place to change. */
export interface Finding<T extends Text = Text> {
  readonly severity: 'error' | 'warning' | 'notice'
  /** Stable name of the rule, such as `V-17`; the docs have a heading for it. */
  readonly rule?: string
  readonly text: string
  readonly place?: FilePosition
  /** The next step for the reader. */
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

/** A part of what a stage waits for, as one row of a live view. */
export interface BoardRow {
  readonly name: string
  readonly state: 'open' | 'running' | 'done' | 'failed' | 'skipped'
  readonly text: string
  /** How long it has taken; left out when unknown. */
  readonly seconds?: number | undefined
  /** Whether it belongs to the row above. */
  readonly isInner?: boolean
}

/**
 * Messages of a running stage. Hosts decide how to show them. Results are outputs, never reports. In `Report<string>`,
 * texts are already in the words of the host.
 */
export type Report<T extends Text = Text> =
  /**
   * One line in the log. `closing` marks the last message of a stage, which a host may replace with its own summary.
   */
  | { readonly kind: 'note'; readonly text: string; readonly closing?: true }
  /**
   * What the stage waits for now, and how far each part of it is. A live view replaces what it showed before; a log may
   * drop it.
   */
  | { readonly kind: 'progress'; readonly text: string; readonly rows?: readonly BoardRow[] }
  /** A text with its own layout, such as a table; shown unchanged. */
  | { readonly kind: 'text'; readonly text: T }
  | { readonly kind: 'warning'; readonly text: T }
  | { readonly kind: 'finding'; readonly finding: Finding<T> }
  /**
   * Findings that the stage counted but did not keep. They are added to those that exceed the limit, and never reach a
   * host.
   */
  | { readonly kind: 'more-findings'; readonly severity: Finding['severity']; readonly count: number }
  /** Lines that belong together; a host may fold them. */
  | { readonly kind: 'group'; readonly title: string; readonly lines: readonly string[] }
  /** Starts a section of the log, which a host may fold. Without a title, it ends the current section. */
  | { readonly kind: 'section'; readonly title?: string }
  /**
   * Markdown for the job summary, which a terminal ignores. Parts with a higher rank are cut first. Default rank: 1.
   */
  | { readonly kind: 'summary'; readonly markdown: string; readonly rank?: number }
  /**
   * The summary of a stage, reported right before it ends. `text` is one line after the stage's name, in place of the
   * outcome or the failure message. `markdown` is what the reader needs first, and `next` is the next step. A terminal
   * ignores it.
   */
  | { readonly kind: 'verdict'; readonly text: string; readonly markdown: string; readonly next?: T }
  /**
   * Steps of the line that the stage can prove, in order. The last one is this step, if it has a better label than its
   * outcome. A terminal ignores them.
   */
  | { readonly kind: 'line'; readonly steps: readonly LineStep[] }
  /** Outputs for later steps if the run fails. If it succeeds, only the returned outputs count. */
  | { readonly kind: 'outputs'; readonly values: Readonly<Record<string, unknown>> }
  /** A secret; from now on, every host masks it. */
  | { readonly kind: 'secret'; readonly value: string }
