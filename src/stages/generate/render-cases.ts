import { join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { countOf } from '../../core/text/count-of.ts'
import { markdownCode, markdownText } from '../../core/text/markdown-text.ts'
import type { JunitSuite } from '../../delivery/junit-xml.ts'
import type { UnitTestResult } from '../../generator/python/unit-tests/unit-test-results.ts'

/** The unit tests for a job summary: first the failed tests with their lines in the model, then all tests, folded. */
export function renderCases(cases: readonly UnitTestResult[]): string {
  const failed = cases.filter(({ status }) => status === 'failed')
  return [
    `### ${cases.length - failed.length} of ${cases.length} unit tests passed`,
    ...(failed.length === 0
      ? []
      : [
          '',
          '| failed | in the model | what |',
          '|---|---|---|',
          ...failed.map(
            ({ flow, name, file, line, message }) =>
              `| ${markdownText(`${flow} / ${name}`)} | ${markdownCode(`${file}:${line}`)} | ${markdownText(message)} |`,
          ),
        ]),
    '',
    '<details><summary>All unit tests</summary>',
    '',
    '| flow | test case | result | time |',
    '|---|---|---|--:|',
    ...cases.map(
      ({ flow, name, status, seconds }) =>
        `| ${markdownText(flow)} | ${markdownText(name)} | ${status} | ${seconds.toFixed(2)} s |`,
    ),
    '',
    '</details>',
  ].join('\n')
}

/** The most findings that one run reports; the JUnit report has all of them. */
const maximumFindings = 100

/** Reports warnings and failures of test cases at their lines in the model. @param model folder of the model */
export function reportCases(cases: readonly UnitTestResult[], model: string, report: Context['report']): void {
  const findings = cases.flatMap(({ name, flow, file, line, message, status, warnings }) => {
    const place = file === '' ? {} : { place: { file: join(model, file), line } }
    const failed = `FAILED ${flow.slice(flow.lastIndexOf('.') + 1)} / ${name}\n  ${message.replaceAll('\n', '\n  ')}`
    return [
      ...warnings.map((text) => ({ severity: 'warning', text: `${flow} / ${name}: ${text}`, ...place }) as const),
      ...(status === 'failed' ? [{ severity: 'error', text: failed, ...place } as const] : []),
    ]
  })
  for (const finding of findings.slice(0, maximumFindings)) report({ kind: 'finding', finding })
  const rest = findings.length - maximumFindings
  if (rest > 0)
    report({ kind: 'note', text: `${countOf(rest, 'more finding')} of unit tests; the JUnit report has all failures` })
}

/** The suites of the JUnit report, one for each flow. */
export function junitSuites(cases: readonly UnitTestResult[]): readonly JunitSuite[] {
  const flows = new Map<string, UnitTestResult[]>()
  for (const each of cases) flows.set(each.flow, [...(flows.get(each.flow) ?? []), each])
  return [...flows].map(([name, members]) => ({
    name,
    milliseconds: members.reduce((sum, { seconds }) => sum + seconds * 1000, 0),
    cases: members.map(({ name: title, file, line, seconds, status, message }) => ({
      name: title,
      file,
      line,
      milliseconds: seconds * 1000,
      ...(status === 'failed' ? { failure: { message: message.split('\n')[0]!, text: message } } : {}),
    })),
  }))
}
