import { expect, test } from '@jest/globals'
import { parseConfiguration } from '../environment/configuration.ts'
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
const refuse = (stack: string, more: Partial<UnprovenTarget> = {}, signedIn = '222222222222') =>
  refuseUnpromoted(configuration, { stack, application: undefined, ...more }, async () => signedIn)
const unasked = async () => {
  throw new Error('the account was asked for')
}

test.each([
  ['with its account and region', production],
  ['without naming account or region', {}],
])('the stack of an environment that requires evidence is changed by promote alone, reached %s', async (_, target) => {
  await expect(refuse('shop-production', target)).rejects.toThrow(
    'stack shop-production is that of production, which requires quality-gate@staging, and deploy does not check evidence',
  )
})

test.each([
  ['the stack of an environment that requires nothing', 'shop-test', {}],
  ['a stack that the file does not name', 'other', {}],
  ['a stack of that name in another account', 'shop-production', { ...production, account: '111111111111' }],
  ['a stack of that name in another region', 'shop-production', { ...production, region: 'us-east-1' }],
  ['the stack of another application', 'shop-production', { application: 'garage' }],
])('%s takes any deployment', async (_, stack, target) => {
  await refuse(stack, target)
})

test('credentials of another account may change a stack of that name', async () => {
  await refuse('shop-production', {}, '111111111111')
})

test('the account is asked for only where it decides', async () => {
  await refuseUnpromoted(configuration, { stack: 'other', application: undefined }, unasked)
  await refuseUnpromoted(
    configuration,
    { ...production, account: '111111111111', stack: 'shop-production', application: undefined },
    unasked,
  )
})

test('a file that names no application guards the stacks that it names', async () => {
  const text = 'environments: { a: {}, b: { stack: live, requires: [deploy@a] }, c: { requires: [deploy@a] } }'
  const bare = await parseConfiguration(text, 'liftlock.yml')
  const target = { stack: 'live', application: undefined }
  await expect(refuseUnpromoted(bare, target, unasked)).rejects.toThrow('stack live is that of b')
})
