import { expect, test } from '@jest/globals'
import { stepOf, summaryParts } from './github-summary.ts'

function summaryOf(outputs: Readonly<Record<string, unknown>>, stage = 'deploy'): string {
  const result = { kind: 'done', stage, outcome: 'succeeded', outputs } as const
  const options = { result, steps: [stepOf(result, 'staging')], parts: [], rest: [], environment: {} }
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
