import { markdownCode, markdownText } from '../../core/markdown-text.ts'
import type { UnitTestResult } from '../../generator/python/unit-test-results.ts'

/** The unit tests for a job summary: what failed in the open with its line of the model, all of them folded. */
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
