import { type JunitSuite, renderJunitXml } from '../../junit-xml.ts'
import type { GateReport, ScenarioRecord } from './gate-report.ts'
import { failureLines } from './render-findings.ts'

/** JUnit XML: one suite per scenario, one case per activity, and one suite for the coverage. */
export function renderJunit(report: GateReport): string {
  const suites = [...report.scenarios.map(suiteOf), ...(report.partial ? [] : [coverageSuite(report)])]
  const { milliseconds, startedAt } = report
  const name = `${report.application} quality gate on ${report.environment}`
  return renderJunitXml(name, suites, { milliseconds, timestamp: startedAt })
}

function suiteOf(scenario: ScenarioRecord): JunitSuite {
  const { name, milliseconds, place, reason } = scenario
  const cases = scenario.activities.map((activity) => ({
    name: `${activity.number} ${activity.title}`,
    file: activity.place.file,
    line: activity.failure?.place.line ?? activity.place.line,
    milliseconds: activity.milliseconds,
    ...(activity.failure && { failure: { message: activity.failure.text, text: failureLines(scenario).join('\n') } }),
  }))
  const rest = scenario.activityCount - scenario.activities.length
  const why = reason ?? 'an activity before it failed'
  const left = { name: `${rest} more`, file: place.file, line: place.line, milliseconds: 0, skipped: why }
  return { name, milliseconds, cases: rest > 0 ? [...cases, left] : cases }
}

function coverageSuite({ coverage }: GateReport): JunitSuite {
  const sets = [
    ['event', coverage.events],
    ['view', coverage.views],
  ] as const
  const cases = sets.flatMap(([kind, { items, percent, minimum = 0 }]) =>
    items.map(({ name, place, scenarios, elsewhere }) => {
      const base = { name: `${kind} ${name}`, file: place.file, line: place.line, milliseconds: 0 }
      if (scenarios.length > 0 || elsewhere) return base
      const text = `${kind} ${name} was not reached by any scenario`
      return percent >= minimum ? { ...base, skipped: text } : { ...base, failure: { message: text, text } }
    }),
  )
  return { name: 'coverage', milliseconds: 0, cases }
}
