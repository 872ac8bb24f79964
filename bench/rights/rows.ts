import type { ProvenRight } from '../../test/support/prove-rights.ts'

/** A right, and what fails without it. */
export interface Row {
  readonly role: string
  readonly sid: string
  readonly action: string
  /** The action of the pipeline, or the command. */
  readonly at: string
}

export function rowOf({ right, at }: ProvenRight): Row {
  const { role, sid, action } = right
  return { role, sid, action, at }
}
