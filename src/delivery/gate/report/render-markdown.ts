import { markdownBlock, markdownCode, markdownRow, markdownText } from '../../../core/text/markdown-text.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import type { Coverage, GateReport } from './gate-report.ts'
import { failureLines } from './render-findings.ts'
import { ratio, seconds, unreached } from './render-summary.ts'
import { scenariosOf } from './scenarios-of.ts'

/** The report as Markdown: the verdict in one line, what needs attention, the numbers, and the details folded. */
export function renderMarkdown(report: GateReport): string {
  const { verdict, application, environment, release } = report
  const what = `${markdownText(application)}${release === undefined ? '' : ` release ${markdownCode(shortDigest(release))}`}`
  const title = `${verdict === 'passed' ? '✓' : '✗'} ${what} on ${markdownText(environment)}`
  return [
    `### ${title}: ${markdownText(gateVerdict(report))}`,
    '',
    `${gateFailures(report)}${gateDetails(report)}`,
  ].join('\n')
}

/** The verdict in one line of plain text, with the first reason of a refusal: `rejected, 1 of 3 scenarios failed`. */
export function gateVerdict(report: GateReport): string {
  const { verdict, reasons, testCommand } = report
  if (verdict === 'passed') {
    const scenarios = scenariosOf(report)
    const passed = scenarios.filter(({ status }) => status === 'passed').length
    const command = testCommand === undefined ? [] : ['the test command passed']
    const said =
      scenarios.length === 0 && testCommand !== undefined ? [] : [`${passed} of ${scenarios.length} scenarios passed`]
    return ['succeeded', ...said, ...command].join(', ')
  }
  return `rejected, ${reasons[0]}${reasons.length === 1 ? '' : ` and ${reasons.length - 1} more`}`
}

/**
 * The text below the verdict: the other reasons, the failed activities, and unreached items; it ends with an empty
 * line.
 */
export function gateFailures({ reasons, scenarios, coverage, warnings }: GateReport): string {
  return [
    ...section(reasons.slice(1).map((reason) => `- also: ${markdownText(reason)}`)),
    ...section(scenarios.flatMap((scenario) => failure(scenario))),
    ...section([...unmet('not published', coverage.events), ...unmet('not queried', coverage.views)]),
    ...section(
      warnings.map(({ scenario, text }) => `- warning: ${markdownText(scenario ? `${scenario}: ${text}` : text)}`),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** The numbers, and all scenarios folded. */
export function gateDetails({ coverage, scenarios, milliseconds: total }: GateReport): string {
  const passed = scenarios.filter(({ status }) => status === 'passed').length
  const shares = [share(coverage.events), share(coverage.views), ratio(coverage.queries)]
  return [
    '| scenarios | events | views | by query | time |',
    '|---|---|---|---|---|',
    markdownRow([`${passed}/${scenarios.length}`, ...shares, seconds(total)]),
    '',
    '<details><summary>Scenarios</summary>',
    '',
    '| scenario | result | activities | time |',
    '|---|---|---|---|',
    ...scenarios.map(({ name, status, reason, activityCount, milliseconds }) =>
      markdownRow([
        markdownText(name),
        markdownText([status, reason].filter((part) => part !== undefined).join(': ')),
        String(activityCount),
        seconds(milliseconds),
      ]),
    ),
    '',
    '</details>',
    '',
  ].join('\n')
}

function failure(scenario: GateReport['scenarios'][number]): string[] {
  const activity = scenario.activities.at(-1)
  if (activity?.failure === undefined) return []
  const { file, line } = activity.failure.place
  const where = markdownCode(`${file}${line === undefined ? '' : `:${line}`}`)
  const step = `activity ${activity.number} of ${scenario.activityCount}, ${markdownText(activity.title)}`
  const lines = failureLines(scenario).map((each) => each.replace(/\s+/g, ' '))
  return [`**${markdownText(scenario.name)}**, ${step} (${where})`, '', markdownBlock(lines.join('\n')), '']
}

function unmet(words: string, coverage: Coverage): string[] {
  return unreached(coverage).map(({ name, place }) => `- ${words}: ${markdownText(name)} (${markdownCode(place.file)})`)
}

function share(coverage: Coverage): string {
  return `${ratio(coverage)}${coverage.minimum === undefined ? '' : ` (at least ${coverage.minimum} %)`}`
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, '']
}
