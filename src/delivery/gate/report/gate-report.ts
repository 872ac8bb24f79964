import type { FilePosition } from '../../../core/run/report.ts'

/**
 * The result of the quality gate in machine-readable form; every other form is made from it. Version 1: members are
 * only added. Times within the run are milliseconds since its start. Secrets are masked before it is made.
 */
export interface GateReport {
  readonly format: 'liftlock-gate-report'
  readonly version: 1
  readonly application: string
  readonly environment: string
  readonly stack: { readonly name: string; readonly id: string }
  /** Digest of the release's manifest, hex; absent for a gate without a release. */
  readonly release?: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly milliseconds: number
  readonly verdict: 'passed' | 'failed'
  /** Why it failed, most important first; empty when it passed. */
  readonly reasons: readonly string[]
  /** True when only some scenarios were selected; thresholds do not apply then. */
  readonly partial: boolean
  readonly lanes: number
  readonly preparation: Preparation
  readonly scenarios: readonly ScenarioRecord[]
  /** The test command, when one ran; its row is the last one of `scenarios`. */
  readonly testCommand?: TestCommandRecord
  readonly coverage: {
    readonly events: Coverage
    readonly views: Coverage
    /** Coverage by query, beside the coverage by view. */
    readonly queries: Coverage
    readonly projections: Coverage
  }
  readonly warnings: readonly GateWarning[]
}

/** The work done before the first scenario. */
export interface Preparation {
  readonly milliseconds: number
  readonly emptied: readonly { readonly table: string; readonly items: number }[]
  /** How many group assignments of test users were removed, and the groups that are empty now. */
  readonly revoked: number
  readonly removedGroups: readonly string[]
  /** Components that must react to the deployment. */
  readonly deployment: readonly {
    readonly component: string
    readonly status: 'success' | 'error' | 'missing'
    readonly message: string
    readonly place: FilePosition
  }[]
}

/** How a test command ended. */
export interface TestCommandRecord {
  /** As it was written, such as `npm test`. */
  readonly line: string
  readonly status: 'passed' | 'failed'
  readonly exitCode: number
  readonly milliseconds: number
}

export interface ScenarioRecord {
  readonly name: string
  readonly place: FilePosition
  readonly extends: readonly string[]
  readonly status: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped. */
  readonly reason?: string
  readonly lane: number
  readonly startedAfter: number
  readonly milliseconds: number
  /** How many activities it has; those after a failure did not run. */
  readonly activityCount: number
  readonly activities: readonly ActivityRecord[]
}

export interface ActivityRecord {
  /** Counts from 1. */
  readonly number: number
  readonly kind: string
  /** Short description: `query Garage.get`. */
  readonly title: string
  readonly description: string
  readonly place: FilePosition
  readonly status: 'passed' | 'failed'
  readonly startedAfter: number
  readonly milliseconds: number
  /** Name of the test user, or `api-key`. */
  readonly caller?: string
  readonly request?: unknown
  readonly answer?: unknown
  readonly traceId?: string
  readonly traces?: readonly TraceRecord[]
  /** How often the call was made. */
  readonly tries: number
  readonly failure?: Failure
}

/** One state of a component that processed a call (model format 18). */
export interface TraceRecord {
  readonly component: string
  readonly status: string
  readonly event: string
  readonly message: string
  readonly timestamp: string
}

export interface Failure {
  /** One line: the fault, with the value. */
  readonly text: string
  readonly expected?: string
  readonly got?: string
  /** Line of the expectation, trace or input that failed. */
  readonly place: FilePosition
}

/** How much of the model's items was reached, with the list of items. */
export interface Coverage {
  readonly covered: number
  readonly total: number
  /** From 0 to 100; without items it is 100. */
  readonly percent: number
  /** Percentage that must be reached; absent when the coverage is only reported. */
  readonly minimum?: number
  readonly items: readonly CoverageItem[]
}

export interface CoverageItem {
  readonly name: string
  readonly place: FilePosition
  /** The scenarios that reached it. */
  readonly scenarios: readonly string[]
  /** Reached outside of any scenario, such as by a schedule. */
  readonly elsewhere: boolean
  /** For a query: its view. */
  readonly view?: string
}

export interface GateWarning {
  readonly text: string
  readonly scenario?: string
  readonly place?: FilePosition
}
