/** All possible outcomes, the same in every host (docs/architecture.md, "Outcomes"). */
export type Outcome =
  | 'succeeded'
  | 'no-changes'
  | 'rejected'
  | 'failed'
  | 'rolled-back'
  | 'stuck'
  | 'still-running'
  | 'superseded'

/** The exit code for each outcome. Only errors end as `invalid-input` or `bug`. */
export const exitCodes: Readonly<Record<Outcome | 'invalid-input' | 'bug', number>> = {
  succeeded: 0,
  'no-changes': 0,
  rejected: 1,
  failed: 1,
  'rolled-back': 1,
  stuck: 1,
  'still-running': 3,
  superseded: 4,
  'invalid-input': 2,
  bug: 70,
}
