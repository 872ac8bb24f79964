import type { GateReport, ScenarioRecord } from './gate-report.ts'

/** The rows of a report that are scenarios: all but that of the test command, which is the last one. */
export function scenariosOf({ scenarios, testCommand }: GateReport): readonly ScenarioRecord[] {
  return testCommand === undefined ? scenarios : scenarios.slice(0, -1)
}
