import { expect, test } from '@jest/globals'
import { lineDiagram } from './line-diagram.ts'

const line = ['generate', 'publish', 'package', 'deploy', 'quality-gate', 'promote']

test('the line begins with what is known, says what each step was about, and leaves what comes open', () => {
  const diagram = lineDiagram(line, [
    { stage: 'package', outcome: 'done', detail: '9f3a' },
    { stage: 'deploy', environment: 'staging', outcome: 'planned', detail: '9f3a' },
  ])
  expect(diagram.split('\n')).toEqual([
    '| package | → | **deploy staging** | → | quality-gate | → | promote |',
    '| :-: | :-: | :-: | :-: | :-: | :-: | :-: |',
    '| done |   | **planned** |   | · |   | · |',
    '| `9f3a` |   | `9f3a` |   |  |   |  |',
  ])
})

test('a stage outside the line stands in front of it', () => {
  expect(lineDiagram(line, [{ stage: 'validate', outcome: 'succeeded' }])).toMatch(
    /^\| \*\*validate\*\* \| → \| generate \|/,
  )
})
