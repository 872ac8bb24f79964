import { suffices } from '../coverage/coverage.ts'
import type { Coverage, CoverageItem, Failure, GateReport } from './gate-report.ts'
import { unreached } from './render-summary.ts'

/** The report with every verdict that the page shows; the script of the page only draws. */
export interface PageReport extends Omit<GateReport, 'coverage'> {
  readonly counts: ScenarioCounts
  readonly failures: readonly PageFailure[]
  readonly coverage: { readonly [Set in keyof GateReport['coverage']]: PageCoverage }
}

export interface ScenarioCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** `short` fails the gate. `not-judged` has no minimum, or belongs to a run of some scenarios only. */
export interface PageCoverage extends Coverage {
  readonly verdict: 'enough' | 'short' | 'not-judged'
  readonly items: readonly (CoverageItem & { readonly reached: boolean })[]
}

/**
 * What the reader must fix: a component that failed or ignored the deployment, or the failed activity of a scenario.
 */
export interface PageFailure {
  readonly scenario?: string
  /** Such as `activity 2 of 3, query Garage.get`. */
  readonly step?: string
  readonly failure: Failure
}

/** @param report as it is written to `quality-gate.json` */
export function pageReport(report: GateReport): PageReport {
  const withStatus = (status: string) => report.scenarios.filter((scenario) => scenario.status === status).length
  const judged = (coverage: Coverage) => pageCoverage(coverage, report.partial)
  const { events, views, queries, projections } = report.coverage
  return {
    ...report,
    counts: { passed: withStatus('passed'), failed: withStatus('failed'), skipped: withStatus('skipped') },
    failures: [...deploymentFailures(report), ...scenarioFailures(report)],
    coverage: {
      events: judged(events),
      views: judged(views),
      queries: judged(queries),
      projections: judged(projections),
    },
  }
}

function pageCoverage(coverage: Coverage, partial: boolean): PageCoverage {
  const missed = new Set(unreached(coverage))
  const verdict = suffices(coverage) ? 'enough' : 'short'
  return {
    ...coverage,
    verdict: coverage.minimum === undefined || partial ? 'not-judged' : verdict,
    items: coverage.items.map((item) => ({ ...item, reached: !missed.has(item) })),
  }
}

function deploymentFailures({ preparation }: GateReport): PageFailure[] {
  return preparation.deployment
    .filter(({ status }) => status !== 'success')
    .map(({ component, status, message, place }) => {
      const text = `${component}: ${status === 'missing' ? 'no answer to the deployment' : message}`
      return { failure: { text, place } }
    })
}

/** The last activity of a failed scenario is the one that failed. */
function scenarioFailures({ scenarios }: GateReport): PageFailure[] {
  return scenarios.flatMap(({ name, activities, activityCount }) => {
    const last = activities.at(-1)
    if (last?.failure === undefined) return []
    const step = `activity ${last.number} of ${activityCount}, ${last.title}`
    return [{ scenario: name, step, failure: last.failure }]
  })
}
