import { expect, test } from '@jest/globals'
import { parseConfiguration } from '../configuration.ts'
import { refuseUnpromoted, type UnprovenTarget } from './refuse-unpromoted.ts'

const configuration = await parseConfiguration(
  `application: shop
environments:
  staging: { stack: shop-test }
  production: { account: "222222222222", region: eu-west-1, requires: [quality-gate@staging] }
`,
  'liftlock.yml',
)
const production = { account: '222222222222', region: 'eu-west-1' }
const refuse = (stack: string, more: Partial<UnprovenTarget> = {}) =>
  refuseUnpromoted(configuration, { stack, application: undefined, ...more })

test.each([
  ['with its account and region', production],
  ['without naming account or region', {}],
])('the stack of an environment that requires evidence is changed by promote alone, reached %s', (_, target) => {
  expect(() => refuse('shop-production', target)).toThrow(
    'stack shop-production is that of production, which requires quality-gate@staging, and deploy asks for no evidence',
  )
})

test.each([
  ['the stack of an environment that requires nothing', 'shop-test', {}],
  ['a stack that the file does not name', 'other', {}],
  ['a stack of that name in another account', 'shop-production', { ...production, account: '111111111111' }],
  ['a stack of that name in another region', 'shop-production', { ...production, region: 'us-east-1' }],
  ['the stack of another application', 'shop-production', { application: 'garage' }],
])('%s takes any deployment', (_, stack, target) => {
  expect(() => refuse(stack, target)).not.toThrow()
})

test('a file that names no application guards the stacks that it names', async () => {
  const text = 'environments: { a: {}, b: { stack: live, requires: [deploy@a] }, c: { requires: [deploy@a] } }'
  const bare = await parseConfiguration(text, 'liftlock.yml')
  expect(() => refuseUnpromoted(bare, { stack: 'live', application: undefined })).toThrow('stack live is that of b')
})
