import type { Text } from './next-step.ts'

/** A place that the reader can open. Lines and columns count from 1. */
export interface Place {
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
  readonly place?: Place
  /** The next thing to do. */
  readonly fix?: T
  /** Address of a page that shows more, such as the line of a model that lies in another repository. */
  readonly link?: string
}

/** A stage of the line and what is known of it. */
export interface LineStep {
  readonly stage: string
  readonly environment?: string
  /** The outcome in words, such as `succeeded`, `done` or `planned`. */
  readonly outcome: string
  /** What it was about, such as the short digest of a release. */
  readonly detail?: string
}

/**
 * What a stage says while it works. Hosts decide how it looks; results are outputs, never reports. `Report<string>` has the words of its host
 * already.
 */
export type Report<T extends Text = Text> =
  /** One line in the log; `closing` marks a stage's last words, left out where somebody else sums it up. */
  | { readonly kind: 'note'; readonly text: string; readonly closing?: true }
  /** What is being waited for just now; a live view replaces the former one, a log may drop it. */
  | { readonly kind: 'progress'; readonly text: string }
  /** Text that is already laid out, such as a table; shown as it is. */
  | { readonly kind: 'text'; readonly text: T }
  | { readonly kind: 'warning'; readonly text: T }
  | { readonly kind: 'finding'; readonly finding: Finding<T> }
  /** Findings that the stage counted and did not keep; said with those that are left out for their number. Never reaches a host. */
  | { readonly kind: 'more-findings'; readonly severity: Finding['severity']; readonly count: number }
  /** Lines that belong together; a host may fold them. */
  | { readonly kind: 'group'; readonly title: string; readonly lines: readonly string[] }
  /** What follows belongs together as it happens, until the next section or, without a title, until now; a host may fold it. */
  | { readonly kind: 'section'; readonly title?: string }
  /** Markdown for the job summary; ignored by a terminal. What has a higher rank is cut first; 1 when not given. */
  | { readonly kind: 'summary'; readonly markdown: string; readonly rank?: number }
  /**
   * The last word of a stage, said right before it ends: one line of plain text that goes on from the stage's name in place of the bare
   * outcome and of the message of a failure, and what the reader needs at once, as Markdown, then what to do next. Ignored by a terminal.
   */
  | { readonly kind: 'verdict'; readonly text: string; readonly markdown: string; readonly next?: T }
  /**
   * Steps of the line that the stage has proof of, in order, and its own where another word than the outcome says more. Ignored by a
   * terminal.
   */
  | { readonly kind: 'line'; readonly steps: readonly LineStep[] }
  /** Outputs that are known already, for later steps of a run that fails; at a good end only what the stage answers counts. */
  | { readonly kind: 'outputs'; readonly values: Readonly<Record<string, unknown>> }
  /** A value that must never be shown; every host masks it from now on. */
  | { readonly kind: 'secret'; readonly value: string }
