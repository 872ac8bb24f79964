import type { GateReport, ScenarioRecord } from './gate-report.ts'
import { failureLines } from './render-findings.ts'

/** JUnit XML: a suite a scenario, a case an activity, and the coverage as a suite of its own. */
export function renderJunit(report: GateReport): string {
  const suites = [...report.scenarios.map(suiteOf), ...(report.partial ? [] : [coverageSuite(report)])]
  const total = (of: (suite: Suite) => number) => suites.reduce((sum, suite) => sum + of(suite), 0)
  const attributes = attributesOf({
    name: `${report.application} quality gate on ${report.environment}`,
    tests: total(({ cases }) => cases.length),
    failures: total(failures),
    skipped: total(skipped),
    time: time(report.milliseconds),
    timestamp: report.startedAt,
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${suites.map(renderSuite).join('')}</testsuites>\n`
}

interface Case {
  readonly name: string
  readonly file: string
  readonly line: number | undefined
  readonly milliseconds: number
  readonly failure?: { readonly message: string; readonly text: string }
  readonly skipped?: string
}

interface Suite {
  readonly name: string
  readonly milliseconds: number
  readonly cases: readonly Case[]
}

function suiteOf(scenario: ScenarioRecord): Suite {
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

function coverageSuite({ coverage }: GateReport): Suite {
  const sets = [
    ['event', coverage.events],
    ['view', coverage.views],
  ] as const
  const cases = sets.flatMap(([kind, { items, percent, minimum = 0 }]) =>
    items.map(({ name, place, scenarios, elsewhere }) => {
      const base = { name: `${kind} ${name}`, file: place.file, line: place.line, milliseconds: 0 }
      if (scenarios.length > 0 || elsewhere) return base
      const text = `${kind} ${name} was reached by no scenario`
      return percent >= minimum ? { ...base, skipped: text } : { ...base, failure: { message: text, text } }
    }),
  )
  return { name: 'coverage', milliseconds: 0, cases }
}

function renderSuite(suite: Suite): string {
  const attributes = attributesOf({
    name: suite.name,
    tests: suite.cases.length,
    failures: failures(suite),
    skipped: skipped(suite),
    time: time(suite.milliseconds),
  })
  const cases = suite.cases.map((each) => {
    const head = attributesOf({
      name: each.name,
      classname: suite.name,
      file: each.file,
      line: each.line,
      time: time(each.milliseconds),
    })
    if (each.failure !== undefined)
      return `    <testcase${head}>\n      <failure${attributesOf({ message: each.failure.message })}>${escaped(each.failure.text)}</failure>\n    </testcase>\n`
    if (each.skipped !== undefined)
      return `    <testcase${head}>\n      <skipped${attributesOf({ message: each.skipped })}/>\n    </testcase>\n`
    return `    <testcase${head}/>\n`
  })
  return `  <testsuite${attributes}>\n${cases.join('')}  </testsuite>\n`
}

function failures({ cases }: Suite): number {
  return cases.filter(({ failure }) => failure !== undefined).length
}

function skipped({ cases }: Suite): number {
  return cases.filter((each) => each.skipped !== undefined).length
}

function time(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function attributesOf(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('')
}

/** Text for XML 1.0; characters that it does not allow (section 2.2) become U+FFFD. */
function escaped(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML refuses
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
