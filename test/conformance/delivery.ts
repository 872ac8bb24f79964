import type { Version } from './application.ts'

/** The steps of a delivery, in their order. */
export const stepNames = ['deploy', 'gate', 'plan', 'promote'] as const
export type StepName = (typeof stepNames)[number]

/** How one step ended. */
export interface StepEnd {
  readonly outcome: string
  /** Code of the failure; absent after a success. */
  readonly reason?: string
  readonly exitCode: number
}

/** How a delivery ended: each step that ran. */
export interface Delivered {
  /** Digest of the release. */
  readonly release: string
  /** Fingerprint of the plan for production; undefined when none was made. */
  readonly plan: string | undefined
  readonly steps: Readonly<Partial<Record<StepName, StepEnd>>>
}

/** A delivery that a host is asked for. */
export interface Wanted {
  readonly version: Version
  /** What happens between two steps, done by somebody else. */
  readonly between?: { readonly after: 'deploy' | 'plan'; readonly happens: () => Promise<void> }
  /** Whether the promotion is killed once its operation runs, and runs again. */
  readonly isKilled?: boolean
  /** What the person answers who is asked about the plan. Default: yes. */
  readonly answer?: 'yes' | 'no'
}

/** Brings a version of the application from its repository to production. */
export interface DeliveryHost {
  readonly name: 'terminal' | 'github' | 'codepipeline'
  deliver(wanted: Wanted): Promise<Delivered>
}
