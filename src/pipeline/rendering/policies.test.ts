import { expect, test } from '@jest/globals'
import { fillPolicy, type PolicyStatement } from './policies.ts'

const statement = (...Resource: readonly string[]): PolicyStatement => ({
  Sid: 'Some',
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource,
})
const at = { account: '111111111111', region: 'eu-west-1' }
const sign = statement('arn:aws:kms:REGION:ACCOUNT:key/SIGNING_KEY')

test.each([
  ['arn:aws:s3:::BUCKET/blobs/*', { BUCKET: ['one'] }, ['arn:aws:s3:::one/blobs/*']],
  [
    'arn:aws:s3:::SOURCE_BUCKET',
    { BUCKET: ['one'], SOURCE_BUCKET: ['two', 'six'] },
    ['arn:aws:s3:::two', 'arn:aws:s3:::six'],
  ],
  [
    'arn:aws:s3:::BUCKET/A/ENVIRONMENT.json',
    { BUCKET: ['b'], A: ['x'], ENVIRONMENT: ['staging'] },
    ['arn:aws:s3:::b/x/staging.json'],
  ],
  // Values that look like words stay as they are.
  ['arn:aws:s3:::BUCKET/STACK', { BUCKET: ['STACK'], STACK: ['BUCKET'] }, ['arn:aws:s3:::STACK/BUCKET']],
  [
    'arn:aws:cloudformation:REGION:ACCOUNT:stack/STACK-*/*',
    { STACK: ['shop'] },
    ['arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-*/*'],
  ],
  ['*', {}, ['*']],
])('%s with %j', (resource, words, expected) => {
  expect(fillPolicy([statement(resource)], { ...at, words })).toEqual([statement(...expected)])
})

test('two resources that become the same are one', () => {
  const filled = fillPolicy([statement('arn:aws:s3:::A', 'arn:aws:s3:::B')], { ...at, words: { A: ['x'], B: ['x'] } })
  expect(filled[0]!.Resource).toEqual(['arn:aws:s3:::x'])
})

test('a word that nobody knows is an error, and never part of a policy', () => {
  expect(() => fillPolicy([statement('arn:aws:s3:::OTHER')], { ...at, words: {} })).toThrow('nothing is known of OTHER')
  expect(() => fillPolicy([statement('arn:aws:iam::ACCOUNT:role/SERVICE_ROLE')], { ...at, words: {} })).toThrow(
    'nothing is known of SERVICE_ROLE',
  )
})

test.each([
  ['cn-north-1', 'arn:aws-cn:s3:::x'],
  ['us-gov-west-1', 'arn:aws-us-gov:s3:::x'],
])('ARNs of %s begin as everywhere there', (region, arn) => {
  expect(fillPolicy([statement('arn:aws:s3:::A')], { ...at, region, words: { A: ['x'] } })[0]!.Resource).toEqual([arn])
})

test.each([
  ['arn:aws:kms:eu-west-1:222222222222:key/k', { Resource: ['arn:aws:kms:eu-west-1:222222222222:key/k'] }],
  ['1234-abcd', { Resource: ['arn:aws:kms:eu-west-1:111111111111:key/1234-abcd'] }],
  ...['alias/evidence', 'arn:aws:kms:eu-west-1:111111111111:alias/evidence'].map(
    (key) =>
      [
        key,
        {
          Resource: ['arn:aws:kms:eu-west-1:111111111111:key/*'],
          Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/evidence'] } },
        },
      ] as const,
  ),
] as const)('only the key %s signs', (signingKey, expected) => {
  expect(fillPolicy([sign], { ...at, words: {}, signingKey })).toEqual([{ ...sign, ...expected }])
})

test('without a key, nothing may sign', () => {
  expect(fillPolicy([sign], { ...at, words: {} })).toEqual([])
})
