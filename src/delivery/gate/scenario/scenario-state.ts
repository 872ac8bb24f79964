import type { GateScenario } from '../../../core/gate/gate-definition.ts'
import type { GateRun } from '../gate-run.ts'
import type { ActivityRecord } from '../report/gate-report.ts'
import type { TestUsers } from '../test-users.ts'

/** The state of a running scenario. */
export interface ScenarioState {
  readonly run: GateRun
  readonly scenario: GateScenario
  readonly users: TestUsers
  readonly variables: Map<string, unknown>
  /** Number of the current test user. */
  user: number
}

/** What an activity reports while it runs; it is kept when the activity fails. */
export type Draft = {
  -readonly [K in 'title' | 'caller' | 'request' | 'answer' | 'traceId' | 'traces' | 'tries']?: ActivityRecord[K]
}

/** Makes a test user the current one, and sets the variables that name it (model format 13.3). */
export function becomeUser(state: ScenarioState, number: number): void {
  state.user = number
  state.variables.set('user_number', number)
  state.variables.set('user_name', state.users.nameOf(number))
}

/** Reports what the scenario waits for. */
export function progress({ run, scenario }: ScenarioState, text: string): void {
  run.ports.report({ kind: 'progress', text: `${scenario.name}: ${text}` })
}
