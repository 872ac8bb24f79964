import type { ActivityOf } from '../../../core/gate/gate-activity.ts'
import { poll } from '../../../core/pacing/poll.ts'
import { gatePolling } from '../gate-polling.ts'
import type { Failure } from '../report/gate-report.ts'
import { ActivityFailure } from '../scenario/activity-failure.ts'
import { documentVariables } from '../scenario/document-variables.ts'
import { firstMismatch, remember, type Wanted, wantedOf } from '../scenario/expectations.ts'
import { valueAt } from '../scenario/result-value.ts'
import { type Draft, progress, type ScenarioState } from '../scenario/scenario-state.ts'
import { callAs } from './identified-call.ts'

/** The most pages that are joined into one answer. */
const mostPages = 100

/**
 * Repeats a query until its result is as expected, because views follow the traces with a delay. A page may be short or
 * empty and still have a next page, so pages are read until the expectations hold.
 */
export async function askQuery(state: ScenarioState, activity: ActivityOf<'query'>, draft: Draft): Promise<void> {
  const limit = state.run.options.queryTimeoutSeconds
  const variables = documentVariables(activity, state.variables)
  const wanted = wantedOf(activity, state.variables)
  draft.request = { document: activity.document, variables }

  let tries = 0
  let last: Failure = { text: 'no answer', place: activity.place }
  const result = await poll(state.run.ports, gatePolling(limit), async (number) => {
    tries = number
    const asked = await askAllPages(state, activity, { variables, wanted, draft })
    if (asked.mismatch === undefined) return asked
    last = asked.mismatch
    if (number === 3)
      progress(state, `waiting for ${activity.path}: ${last.expected ?? last.text}, got ${last.got ?? 'nothing'}`)
    return undefined
  })
  draft.tries = tries
  if (result === undefined) {
    const { text, place, ...details } = last
    const patience = `after ${limit} s and ${tries} ${tries === 1 ? 'try' : 'tries'}`
    throw new ActivityFailure(`${text} ${patience}`, place, details)
  }
  remember(result.value, wanted, state.variables)
}

async function askAllPages(
  state: ScenarioState,
  activity: ActivityOf<'query'>,
  { variables, wanted, draft }: { variables: Readonly<Record<string, unknown>>; wanted: Wanted; draft: Draft },
): Promise<{ readonly value: unknown; readonly mismatch?: Failure }> {
  let page = variables
  let rows: readonly unknown[] = []
  for (let number = 1; ; number++) {
    const outcome = await callAs(state, activity, page, draft)
    if (outcome.kind === 'passing') {
      draft.answer = outcome.answer ?? outcome.text
      return { value: undefined, mismatch: { text: outcome.text, place: activity.place } }
    }
    if (outcome.kind !== 'answer') {
      draft.answer = outcome.answer
      throw new ActivityFailure(`refused: ${outcome.text}`, activity.place)
    }
    const found = valueAt(outcome.data, activity.path)
    const answered = activity.paged ? rowsOf(found) : []
    rows = [...rows, ...answered]
    const value = activity.paged ? { resultset: rows } : found
    draft.answer = value
    const mismatch = firstMismatch(value, wanted)
    const next = activity.paged ? valueAt(found, 'nextToken') : undefined
    if (mismatch === undefined) return { value }
    if (typeof next !== 'string' || number === mostPages) return { value, mismatch }
    page = { ...variables, nextToken: next }
  }
}

/** A list is wrapped in an object; projections of the original platform return a plain list. */
function rowsOf(found: unknown): readonly unknown[] {
  const rows = Array.isArray(found) ? found : valueAt(found, 'resultset')
  return Array.isArray(rows) ? rows : []
}
