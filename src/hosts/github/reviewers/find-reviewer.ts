import { isForgeFailure } from '../../../core/forge/forge-error.ts'
import type { Forge } from '../../../core/ports/forge.ts'
import type { Report } from '../../../core/run/report.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** The run whose reviewers are asked for, and the environment of its job. */
export interface ReviewedRun {
  readonly run: number
  readonly attempt: number
  readonly environment: string
}

/**
 * Logins of those who approved this run for an environment; undefined when nobody did, or the token may not see it. The
 * forge does not say to which attempt an approval belongs. So a run that was repeated names all who approved, and says
 * so. GitHub that does not answer stops no promotion: then nobody is named, and a warning says so.
 */
export async function findReviewer(
  forge: Forge,
  { run, attempt, environment }: ReviewedRun,
  report: (event: Report) => void,
): Promise<string | undefined> {
  try {
    const reviews = await forge.runs.reviews(run)
    const approved = reviews.filter(
      ({ state, environments }) => state === 'approved' && environments.includes(environment),
    )
    const logins = [...new Set(approved.map(({ user }) => user))].sort()
    if (logins.length === 0) return undefined
    return attempt > 1 && approved.length > 1
      ? `${logins.join(', ')} (over all attempts of the run)`
      : logins.join(', ')
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    const needs = isForgeFailure(error, 'no-right', 'not-found') ? '; the job needs actions: read' : ''
    report({ kind: 'warning', text: `the evidence names no reviewer: ${error.message}${needs}` })
    return undefined
  }
}
