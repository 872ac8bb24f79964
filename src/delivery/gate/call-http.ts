import type { ActivityOf } from '../../core/gate-activity.ts'
import { StageError } from '../../core/stage-error.ts'
import { ActivityFailure } from './activity-failure.ts'
import { firstMismatch, remember, wantedOf } from './expectations.ts'
import type { Failure } from './gate-report.ts'
import { credentialsOf } from './identified-call.ts'
import { poll } from './poll.ts'
import type { Draft, ScenarioState } from './scenario-state.ts'
import { substituteText } from './variables.ts'

/** Methods whose repetition changes nothing (RFC 9110, section 9.2.1). */
const safe = new Set(['GET', 'HEAD'])

/** A plain HTTP call of a hand-written gate. Safe methods are repeated until everything holds; others are sent once. */
export async function callHttp(state: ScenarioState, activity: ActivityOf<'http'>, draft: Draft): Promise<void> {
  const { run, variables } = state
  const fill = (text: string) => substituteText(text, variables, activity.place)
  const url = new URL(fill(activity.url), `${run.target.endpoint.replace(/\/$/, '')}/`).href
  const headers = Object.fromEntries(
    Object.entries(activity.headers).map(([name, value]) => [name.toLowerCase(), fill(value)]),
  )
  const body = activity.body === undefined ? {} : { body: fill(activity.body) }
  const wanted = wantedOf(activity, variables)
  draft.request = { method: activity.method, url, headers, ...body }

  let last: Failure = { text: 'no answer', place: activity.place }
  const limit = safe.has(activity.method) ? run.options.queryTimeoutSeconds : 0
  const result = await poll(run.ports, limit, async (number) => {
    draft.tries = number
    const credentials = await credentialsOf(state, activity.identity)
    if (credentials.caller !== undefined) draft.caller = credentials.caller
    const sent = { method: activity.method, url, headers: { ...headers, ...credentials.headers }, ...body }
    const answer = await run.ports.http.request({ ...sent, signal: run.ports.signal }).catch((error: unknown) => {
      if (!(error instanceof StageError) || error.reason !== 'endpoint-unreachable') throw error
      last = { text: error.message, place: activity.place }
      return undefined
    })
    if (answer === undefined) return undefined
    const value = parsed(answer.body)
    draft.answer = { status: answer.status, body: value }
    const mismatch =
      answer.status === activity.status
        ? firstMismatch(value, wanted)
        : {
            text: 'another status',
            expected: String(activity.status),
            got: String(answer.status),
            place: activity.place,
          }
    if (mismatch === undefined) return { value }
    last = mismatch
    return undefined
  })
  if (result === undefined) {
    const { text, place, ...details } = last
    throw new ActivityFailure(text, place, details)
  }
  remember(result.value, wanted, state.variables)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
