import { expect, test } from '@jest/globals'
import { scriptedAction } from '../../../../test/support/scripted-codepipeline.ts'
import { runSummary } from './run-summary.ts'
import { newView } from './run-view.ts'

test('the summary has all stages with their times, and all attempts with links', () => {
  const output = { executionResult: { externalExecutionUrl: 'https://a/b', errorDetails: { message: 'exit | 1' } } }
  const view = {
    ...newView('shop', 'id'),
    status: 'Failed',
    definition: { stages: [{ name: 'Source' }, { name: 'Build' }, { name: 'Production' }] },
    actions: [
      scriptedAction('Build/Test', 'Failed', [20, 65], { output }),
      scriptedAction('Build/Lint', 'Succeeded', [10, 30]),
      scriptedAction('Source/Code', 'Succeeded', [0, 5]),
    ],
  }
  const text = runSummary(view, 'https://console/page')
  expect(text.split('\n')).toEqual([
    '**shop** `id`: Failed ([page](https://console/page))',
    '',
    '| Source | → | Build | → | Production |',
    '| :-: | :-: | :-: | :-: | :-: |',
    '| Succeeded |   | Failed |   | not reached |',
    '| 5 s |   | 55 s |   |  |',
    '',
    '| action | status | began | seconds | more |',
    '| --- | --- | --- | ---: | --- |',
    '| Source/Code | Succeeded | 2026-11-21T12:00:00Z | 5 |  |',
    '| Build/Lint | Succeeded | 2026-11-21T12:00:10Z | 20 |  |',
    expect.stringMatching(/^\| Build\/Test \| Failed \| .* \| 45 \| \[page\]\(https:\/\/a\/b\) exit .*1 \|$/),
  ])
})

test('an execution of which nothing was seen is said so', () => {
  expect(runSummary(newView('shop', 'id'))).toBe('**shop** `id`: not seen')
})
