import type { ActivityOf } from '../../../core/gate/gate-activity.ts'
import { addressBelow } from '../../../core/network/address-below.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { FilePosition } from '../../../core/run/report.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { gatePolling } from '../gate-polling.ts'
import type { Failure } from '../report/gate-report.ts'
import { ActivityFailure } from '../scenario/activity-failure.ts'
import { firstMismatch, remember, wantedOf } from '../scenario/expectations.ts'
import type { Draft, ScenarioState } from '../scenario/scenario-state.ts'
import { substituteText } from '../scenario/variables.ts'
import { callHeaders } from './call-headers.ts'
import { mostAnswerBytes, statusText } from './graphql.ts'
import { credentialsOf } from './identified-call.ts'
import { parseAnswer } from './parse-answer.ts'

/** Methods that change nothing when repeated (RFC 9110, section 9.2.1). */
const safe = new Set(['GET', 'HEAD'])

/**
 * A plain HTTP call of a hand-written gate. Safe methods are repeated until all expectations hold; others are sent
 * once.
 */
export async function callHttp(state: ScenarioState, activity: ActivityOf<'http'>, draft: Draft): Promise<void> {
  const { run, variables } = state
  const fill = (text: string) => substituteText(text, variables, activity.place)
  const url = addressOf(run.target.endpoint, fill(activity.url), activity.place)
  const given = Object.fromEntries(Object.entries(activity.headers).map(([name, value]) => [name, fill(value)]))
  const headers = callHeaders(given, {}, activity.place)
  const body = activity.body === undefined ? {} : { body: fill(activity.body) }
  const wanted = wantedOf(activity, variables)
  draft.request = { method: activity.method, url, headers, ...body }

  let last: Failure = { text: 'no answer', place: activity.place }
  const limit = safe.has(activity.method) ? run.options.queryTimeoutSeconds : 0
  const result = await poll(run.ports, gatePolling(limit), async (number) => {
    draft.tries = number
    const credentials = await credentialsOf(state, activity.identity)
    if (credentials.caller !== undefined) draft.caller = credentials.caller
    const sent = {
      method: activity.method,
      url,
      headers: callHeaders(given, credentials.headers, activity.place),
      ...body,
    }
    const limits = { mostBytes: mostAnswerBytes, signal: run.ports.signal }
    const answer = await run.ports.http.request({ ...sent, ...limits }).catch((error: unknown) => {
      if (!(error instanceof StageError) || !ofTheAnswer.has(error.reason)) throw error
      last = { text: error.message, place: activity.place }
      return undefined
    })
    if (answer === undefined) return undefined
    const value = parseAnswer(answer.body) ?? answer.body
    draft.answer = { status: answer.status, body: value }
    const mismatch =
      answer.status === activity.status
        ? firstMismatch(value, wanted)
        : {
            text: 'another status',
            expected: String(activity.status),
            got: answer.status < 300 || answer.status > 399 ? String(answer.status) : statusText(answer),
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

/** Failures that a later answer of the service may resolve. */
const ofTheAnswer: ReadonlySet<string> = new Set(['endpoint-unreachable', 'answer-too-large'])

/** @throws ActivityFailure for an address outside of the endpoint */
function addressOf(endpoint: string, path: string, place: FilePosition): string {
  const below = addressBelow(endpoint, path)
  if (below.kind === 'below') return below.address
  const text = 'the address of a call is not below the endpoint of the environment'
  throw new ActivityFailure(text, place, {
    expected: 'a path',
    got: `${JSON.stringify(path.slice(0, 200))}, which ${below.why}`,
  })
}
