import type { GateActivity } from '../../../core/gate/gate-activity.ts'
import { askQuery } from '../calls/ask-query.ts'
import { callHttp } from '../calls/call-http.ts'
import { sendMutation } from '../calls/send-mutation.ts'
import type { ActivityRecord, ScenarioRecord } from '../report/gate-report.ts'
import { userNumber } from '../test-users.ts'
import { ActivityFailure } from './activity-failure.ts'
import { inputValue, omitted } from './convert.ts'
import { becomeUser, type Draft, progress, type ScenarioState } from './scenario-state.ts'
import { substituteText } from './variables.ts'

/** Runs the activities of a scenario in order until one fails. */
export async function runScenario(state: ScenarioState, lane: number): Promise<ScenarioRecord> {
  const { run, scenario } = state
  const startedAfter = run.since()
  const activities: ActivityRecord[] = []
  becomeUser(state, 1)
  state.variables.set('scenario_name', scenario.name)
  state.variables.set('url', run.target.endpoint)
  for (const [index, activity] of scenario.activities.entries()) {
    run.ports.signal.throwIfAborted()
    const record = await runActivity(state, activity, index + 1)
    activities.push(record)
    if (record.status === 'failed') break
  }
  return {
    name: scenario.name,
    place: scenario.place,
    extends: scenario.extends,
    status: activities.at(-1)?.status === 'failed' ? 'failed' : 'passed',
    lane,
    startedAfter,
    milliseconds: run.since() - startedAfter,
    activityCount: scenario.activities.length,
    activities,
  }
}

async function runActivity(state: ScenarioState, activity: GateActivity, number: number): Promise<ActivityRecord> {
  const title = titleOf(activity)
  const startedAfter = state.run.since()
  const draft: Draft = {}
  const record = (status: 'passed' | 'failed') => ({
    number,
    kind: activity.kind,
    title,
    description: activity.description,
    place: activity.place,
    status,
    startedAfter,
    milliseconds: state.run.since() - startedAfter,
    tries: 1,
    ...draft,
  })
  progress(state, title)
  try {
    await perform(state, activity, draft)
    return record('passed')
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error
    return { ...record('failed'), failure: error.failure }
  }
}

async function perform(state: ScenarioState, activity: GateActivity, draft: Draft): Promise<void> {
  const { run, users, variables } = state
  switch (activity.kind) {
    case 'mutation':
      return sendMutation(state, activity, draft)
    case 'query':
      return askQuery(state, activity, draft)
    case 'http':
      return callHttp(state, activity, draft)
    case 'set-variables':
      for (const variable of activity.variables) {
        const value = inputValue(variable, variables)
        if (value !== omitted) variables.set(variable.name, value)
      }
      draft.request = Object.fromEntries(activity.variables.map(({ name }) => [name, variables.get(name)]))
      return
    case 'switch-user':
      return becomeUser(state, userNumber(substituteText(activity.user, variables, activity.place), activity.place))
    case 'grant-role': {
      const role = substituteText(activity.role, variables, activity.place)
      draft.caller = users.nameOf(state.user)
      draft.request = { role }
      draft.title = `grant ${role}`
      return users.grant(state.user, role)
    }
    case 'refresh-token':
      draft.caller = users.nameOf(state.user)
      await users.refresh(state.user)
      return
    case 'wait':
      return run.ports.clock.sleep(activity.milliseconds, run.ports.signal)
  }
}

function titleOf(activity: GateActivity): string {
  switch (activity.kind) {
    case 'mutation':
    case 'query':
      return `${activity.kind} ${activity.path}`
    case 'http':
      return `${activity.method} ${activity.url}`
    case 'set-variables':
      return `set ${activity.variables.map(({ name }) => name).join(', ')}`
    case 'switch-user':
      return `switch to user ${activity.user}`
    case 'grant-role':
      return `grant ${activity.role}`
    case 'refresh-token':
      return 'refresh the token'
    case 'wait':
      return `wait ${activity.milliseconds} ms`
  }
}
