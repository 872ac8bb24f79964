import type { Coverage, GateReport } from './gate-report.ts'
import { failureLines } from './render-findings.ts'
import { ratio, seconds, unreached } from './render-summary.ts'

/** The job summary: the verdict in one line, numbers, what needs eyes, and the details folded. */
export function renderMarkdown(report: GateReport): string {
  const { coverage, verdict, application, environment, release } = report
  const what = release === undefined ? application : `${application} release \`${release.slice(0, 12)}\``
  const mark = verdict === 'passed' ? '✓' : '✗'
  const verb = verdict === 'passed' ? 'passed' : 'was rejected by'
  const passed = report.scenarios.filter(({ status }) => status === 'passed').length
  return [
    `### ${mark} ${what} ${verb} the quality gate on ${text(environment)}`,
    '',
    '| scenarios | events | views | by query | time |',
    '|---|---|---|---|---|',
    `| ${passed}/${report.scenarios.length} | ${share(coverage.events)} | ${share(coverage.views)} | ${ratio(coverage.queries)} | ${seconds(report.milliseconds)} |`,
    ...section(report.reasons.map((reason) => `- ${text(reason)}`)),
    ...section(report.scenarios.flatMap((scenario) => failure(scenario))),
    ...section([...unmet('not published', coverage.events), ...unmet('not queried', coverage.views)]),
    ...section(
      report.warnings.map(
        (warning) => `- warning: ${warning.scenario ? `${text(warning.scenario)}: ` : ''}${text(warning.text)}`,
      ),
    ),
    '',
    '<details><summary>Scenarios</summary>',
    '',
    '| scenario | result | activities | time |',
    '|---|---|---|---|',
    ...report.scenarios.map(
      ({ name, status, reason, activityCount, milliseconds }) =>
        `| ${text(name)} | ${status}${reason === undefined ? '' : `: ${text(reason)}`} | ${activityCount} | ${seconds(milliseconds)} |`,
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
  const where = `${file}${line === undefined ? '' : `:${line}`}`
  return [
    `**${text(scenario.name)}**, activity ${activity.number} of ${scenario.activityCount}, ${text(activity.title)} (\`${code(where)}\`)`,
    '',
    ...failureLines(scenario).map((each) => `    ${each.replace(/\s+/g, ' ')}`),
    '',
  ]
}

function unmet(words: string, coverage: Coverage): string[] {
  return unreached(coverage).map(({ name, place }) => `- ${words}: ${text(name)} (\`${code(place.file)}\`)`)
}

function share(coverage: Coverage): string {
  return `${ratio(coverage)}${coverage.minimum === undefined ? '' : ` (at least ${coverage.minimum} %)`}`
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

/** Text that cannot become markup, a table cell or a mention. */
function text(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+!|<>~&@]/g, (character) => `&#${character.codePointAt(0)};`)
}

function code(value: string): string {
  return value.replace(/[`\s]/g, ' ')
}
