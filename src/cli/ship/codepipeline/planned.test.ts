import { expect, test } from '@jest/globals'
import { plannedOf } from './planned.ts'

const plan = (outputVariables: Readonly<Record<string, string>>) => [
  { actionName: 'Deploy', output: { outputVariables: { release: 'other', fingerprint: 'other' } } },
  { actionName: 'Plan', output: { outputVariables } },
]

test('what the action Plan handed on is approved', () => {
  expect(plannedOf(plan({ release: 'abc', fingerprint: 'def' }))).toEqual({ release: 'abc', plan: 'def' })
})

test.each([
  ['release', plan({ fingerprint: 'def' })],
  ['release', plan({ release: '', fingerprint: 'def' })],
  ['fingerprint', plan({ release: 'abc' })],
  ['fingerprint', plan({ release: 'abc', fingerprint: '' })],
  ['release', []],
])('without a %s nothing is approved', (missing, actions) => {
  expect(() => plannedOf(actions)).toThrow(`handed on no ${missing}`)
})
