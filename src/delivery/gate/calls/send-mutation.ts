import { randomUUID } from 'node:crypto'
import type { ActivityOf } from '../../../core/gate/gate-activity.ts'
import { poll } from '../../../core/pacing/poll.ts'
import { awaitTraces, readTraces } from '../coverage/traces.ts'
import { gatePolling } from '../gate-polling.ts'
import { ActivityFailure } from '../scenario/activity-failure.ts'
import { documentVariables } from '../scenario/document-variables.ts'
import { valueAt } from '../scenario/result-value.ts'
import { type Draft, progress, type ScenarioState } from '../scenario/scenario-state.ts'
import type { GraphqlOutcome } from './graphql.ts'
import { callAs } from './identified-call.ts'

/** How long to look for the trace of a mutation whose answer was lost, before sending it again. */
const lostAnswerSeconds = 3

/** How often a mutation is sent at most. */
const mostTries = 4

/** Sends a command with its own trace id, and waits for the traces that the scenario expects (model format 13.5). */
export async function sendMutation(
  state: ScenarioState,
  activity: ActivityOf<'mutation'>,
  draft: Draft,
): Promise<void> {
  const { run, scenario } = state
  const traceId = randomUUID()
  const variables = documentVariables(activity, state.variables)
  draft.request = { document: activity.document, variables }
  draft.traceId = traceId
  run.traceIds.set(traceId, scenario.name)

  const outcome = await sendUntilTaken(state, activity, variables, draft)
  if (outcome.kind === 'answer') {
    draft.answer = outcome.data
    const given = valueAt(outcome.data, `${activity.path}.correlationId`)
    if (typeof given === 'string' && given !== traceId) {
      draft.traceId = given
      run.traceIds.set(given, scenario.name)
    }
  }
  await awaitTraces(run, {
    traceId: draft.traceId,
    expected: activity.traces,
    place: activity.place,
    progress: (text) => progress(state, text),
    seen: (traces) => {
      draft.traces = traces
    },
  })
}

/**
 * A mutation whose answer was lost may have been accepted; then a trace exists. Without a trace it is sent again, so
 * that no command runs twice.
 */
async function sendUntilTaken(
  state: ScenarioState,
  activity: ActivityOf<'mutation'>,
  variables: Readonly<Record<string, unknown>>,
  draft: Draft,
): Promise<GraphqlOutcome> {
  for (;;) {
    const outcome = await callAs(state, activity, variables, draft, { 'correlation-id': draft.traceId! })
    if (outcome.kind === 'answer') return outcome
    draft.answer = outcome.answer
    const known = state.run.options.definition.traces !== undefined
    if (outcome.kind !== 'passing' || draft.tries! >= mostTries || !known)
      throw new ActivityFailure(`refused: ${outcome.text}`, activity.place)
    progress(state, `sent again unless its trace appears (${outcome.text})`)
    const taken = await poll(state.run.ports, gatePolling(lostAnswerSeconds), async () => {
      const traces = await readTraces(state.run, draft.traceId!, activity.place)
      return traces !== undefined && traces.length > 0 ? traces : undefined
    })
    if (taken !== undefined) return { kind: 'answer', data: {} }
  }
}
