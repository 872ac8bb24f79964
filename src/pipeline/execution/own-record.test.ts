import { expect, test } from '@jest/globals'
import { recordInLog, recordInVariables } from './own-record.ts'

const failure = { stage: 'deploy', outcome: 'still-running', error: { reason: 'operation-running', message: 'm' } }
const container = '[Container] 2026/12/01 05:00:00 Command did not exit successfully liftlock deploy exit status 3'
const lines = (text: string) => text.split('\n')

test.each([
  ['an object over several lines', [...lines(JSON.stringify(failure, undefined, 2)), container]],
  ['an object on one line', [container, JSON.stringify(failure), container]],
  ['the last of two objects', [JSON.stringify({ stage: 'build', outcome: 'succeeded' }), JSON.stringify(failure)]],
  [
    'the reason of a failure',
    ['✗ deploy: m', '  Next: wait', '  Reason: operation-running (liftlock explain operation-running)', container],
  ],
])('the log tells by %s how our stage ended', (_, log) => {
  expect(recordInLog(log)).toEqual({ outcome: 'still-running', reason: 'operation-running' })
})

test.each([
  ['nothing', []],
  ['an object of somebody else', ['{"outcome":"succeeded"}']],
  ['an outcome that does not exist', ['{"stage":"deploy","outcome":"fine"}']],
  ['an object that is cut', ['  "outcome": "succeeded"', '}']],
  ['a reason that does not exist', ['  Reason: because (x)']],
  ['a member of every object', ['{"stage":"deploy","outcome":"constructor"}', '  Reason: constructor (x)']],
])('%s says nothing', (_, log) => {
  expect(recordInLog(log)).toBeUndefined()
})

test('wrong input and bugs are failures', () => {
  expect(recordInLog(['  Reason: input-missing (x)'])).toEqual({ outcome: 'failed', reason: 'input-missing' })
  expect(recordInLog(['{"stage":"deploy","outcome":"bug"}'])).toEqual({ outcome: 'failed' })
})

test('output variables tell it too', () => {
  expect(recordInVariables({ outcome: 'no-changes', failure_reason: '' })).toEqual({ outcome: 'no-changes' })
  expect(recordInVariables({ outcome: 'rejected', failure_reason: 'gate-failed' })).toEqual({
    outcome: 'rejected',
    reason: 'gate-failed',
  })
  expect(recordInVariables({ outcome: 'fine' })).toBeUndefined()
})
