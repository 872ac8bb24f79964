import { defined } from '../../../core/run/defined.ts'
import type { Finding } from '../../../core/run/report.ts'
import type { Coverage, GateReport, ScenarioRecord } from './gate-report.ts'

/**
 * What the reader must fix, each at its line of the model: failed activities, components that failed after the
 * deployment, unreached items where coverage decides, and failures that a notifier ignored. Where a scenario failed,
 * what it did not reach is a follow-up, and says nothing of the model.
 */
export function renderFindings(report: GateReport): readonly Finding[] {
  const { preparation, scenarios, coverage, warnings } = report
  return [
    ...preparation.deployment
      .filter(({ status }) => status !== 'success')
      .map(({ component, message, status, place }) =>
        finding(
          'error',
          status === 'missing'
            ? `${component} did not answer the deployment`
            : `${component} ended with error after the deployment\n  ${message}`,
          place,
        ),
      ),
    ...scenarios.flatMap(failureOf),
    ...(report.partial || !scenarios.every(passed)
      ? []
      : [...missing('published', coverage.events), ...missing('queried', coverage.views)]),
    ...warnings.map(({ text, scenario, place }) => finding('warning', scenario ? `${scenario}: ${text}` : text, place)),
  ]
}

function passed({ status }: ScenarioRecord): boolean {
  return status === 'passed'
}

/** The expected and the actual value, in the lines under the title. */
export function failureLines(scenario: ScenarioRecord): readonly string[] {
  const activity = scenario.activities.at(-1)
  if (activity?.failure === undefined) return []
  const { text, expected, got } = activity.failure
  const ends = (activity.traces ?? []).filter(({ status }) => status === 'success' || status === 'error')
  return [
    text,
    ...(expected === undefined ? [] : [`expected ${expected}${got === undefined ? '' : `, got ${got}`}`]),
    ...(activity.traceId === undefined ? [] : [`trace ${activity.traceId}`]),
    ...(ends.length === 0 ? [] : [ends.map(({ component, status }) => `${component} ${status}`).join(', ')]),
  ]
}

function failureOf(scenario: ScenarioRecord): Finding[] {
  const activity = scenario.activities.at(-1)
  if (activity?.failure === undefined) return []
  const title = `${scenario.name}, activity ${activity.number} of ${scenario.activityCount}: ${activity.title}`
  const lines = failureLines(scenario).map((line) => `\n  ${line}`)
  return [finding('error', title + lines.join(''), activity.failure.place)]
}

function missing(verb: string, { items, percent, minimum = 0 }: Coverage): Finding[] {
  if (percent >= minimum) return []
  return items
    .filter(({ scenarios, elsewhere }) => scenarios.length === 0 && !elsewhere)
    .map(({ name, place }) => finding('error', `${name} was never ${verb}`, place))
}

function finding(severity: Finding['severity'], text: string, place: Finding['place']): Finding {
  return { severity, text, ...defined({ place }) }
}
