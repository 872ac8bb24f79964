import { countOf } from '../../../core/text/count-of.ts'
import type { Coverage, GateReport, ScenarioRecord } from './gate-report.ts'

/** The result as a table for the terminal: each scenario's result, and the coverage with unreached items. */
export function renderSummary(report: GateReport): string {
  const { scenarios, coverage } = report
  const name = widest(scenarios.map((scenario) => scenario.name))
  const rows = scenarios.map((scenario) => {
    const status = scenario.status === 'passed' ? 'ok' : scenario.status === 'failed' ? 'FAILED' : 'skipped'
    const result = scenario.reason ?? reachedBy(report, scenario)
    return `  ${scenario.name.padEnd(name)}  ${status.padEnd(7)}  ${seconds(scenario.milliseconds).padStart(7)}  ${result}`
  })
  return [
    ...rows,
    '',
    ...coverageLines('events', coverage.events, 'not published'),
    ...coverageLines('views', coverage.views, 'not queried', byQuery(coverage.queries)),
    ...(coverage.projections.total > 0 ? coverageLines('projections', coverage.projections, 'not used') : []),
  ].join('\n')
}

/** Such as `3/4`. */
export function ratio({ covered, total }: Coverage): string {
  return `${covered}/${total}`
}

/** Such as `1.2 s` or `84 ms`. */
export function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** The items that were not reached. */
export function unreached({ items }: Coverage): readonly Coverage['items'][number][] {
  return items.filter(({ scenarios, elsewhere }) => scenarios.length === 0 && !elsewhere)
}

function reachedBy({ coverage }: GateReport, { name }: ScenarioRecord): string {
  const count = ({ items }: Coverage) => items.filter(({ scenarios }) => scenarios.includes(name)).length
  return `${countOf(count(coverage.events), 'event')}, ${countOf(count(coverage.queries) + count(coverage.projections), 'query', 'queries')}`
}

function byQuery(queries: Coverage): string {
  return `by query ${ratio(queries)}${listed('not used', queries)}`
}

function coverageLines(title: string, coverage: Coverage, words: string, more = ''): string[] {
  const minimum = coverage.minimum === undefined ? '' : `, at least ${coverage.minimum} %`
  const enough = coverage.minimum === undefined || coverage.percent >= coverage.minimum ? '' : '  TOO FEW'
  const head = `  ${title.padEnd(11)}  ${ratio(coverage).padEnd(5)}  ${Math.floor(coverage.percent)} %${minimum}${enough}`
  const indent = ' '.repeat(15)
  return [
    head,
    ...(more === '' ? [] : [`${indent}${more}`]),
    ...unreached(coverage).map(
      ({ name, place }) =>
        `${indent}${words}: ${name}  ${place.file}${place.line === undefined ? '' : `:${place.line}`}`,
    ),
  ]
}

function listed(words: string, coverage: Coverage): string {
  const names = unreached(coverage).map(({ name }) => name)
  return names.length === 0 ? '' : `, ${words}: ${names.join(', ')}`
}

function widest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length))
}
