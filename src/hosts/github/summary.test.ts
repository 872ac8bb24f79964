import { expect, test } from '@jest/globals'
import { StageError } from '../../core/run/stage-error.ts'
import { stages } from '../../stages/stages.ts'
import { stepOf, summaryParts } from './summary.ts'

function summaryOf(outputs: Readonly<Record<string, unknown>>, stage = 'deploy'): string {
  const result = { kind: 'done', stage, outcome: 'succeeded', outputs } as const
  const options = { result, steps: [stepOf(result, 'staging')], parts: [], rest: [], environment: {}, stages }
  return summaryParts(options)
    .map(({ markdown }) => markdown)
    .join('\n')
}

test('the page of the stack is linked where there is one', () => {
  const url = 'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/stackinfo'
  expect(summaryOf({ url })).toContain(`[The stack in the console](${url})`)
  expect(summaryOf({ stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop/1' })).not.toContain('](http')
})

test('the page of a publication is its commit', () => {
  const url = 'https://github.com/acme/shop-backend/commit/0123abcd'
  expect(summaryOf({ url }, 'publish')).toContain(`[The published commit](${url})`)
})

test('the last word of a stage stands in the heading and below the line, in place of the message of a failure', () => {
  const error = new StageError('gate-failed', 'release f is rejected', { hint: 'change the model' })
  const result = { kind: 'failure', stage: 'quality-gate', error } as const
  const verdict = { text: 'rejected, 1 of 3 scenarios failed', markdown: '**ParkCar** failed' }
  const options = { result, steps: [stepOf(result, 'staging')], verdict, parts: [], rest: [], environment: {}, stages }
  const text = summaryParts(options).map(({ markdown }) => markdown)
  expect(text[0]).toMatch(/^## ✗ quality-gate staging: rejected, 1 of 3 scenarios failed\n/)
  expect(text[1]).toBe('**ParkCar** failed')
  expect(text[2]).toMatch(/^\*\*Next:\*\* change the model/)
  expect(text.join('\n')).not.toContain('release f is rejected')
})

test('a step has its own word for a good end only', () => {
  const proven = [{ stage: 'promote', outcome: 'planned', detail: '9f3a' }]
  const done = { kind: 'done', stage: 'promote', outcome: 'succeeded', outputs: {} } as const
  expect(stepOf(done, 'production', proven)).toEqual({ ...proven[0], environment: 'production' })
  const failure = { kind: 'failure', stage: 'promote', error: new StageError<string>('stack-protected', 'no') } as const
  expect(stepOf(failure, 'production', proven).outcome).toBe('rejected')
})
