import type { LifecycleRule } from '@aws-sdk/client-s3'
import { expect, test } from '@jest/globals'
import { expiryIn } from './lifecycle-expiry.ts'

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({ Status: 'Enabled', Expiration: { Days: 3 }, ...more })

test.each<[string, readonly LifecycleRule[], number | undefined]>([
  ['no rule', [], undefined],
  ['the prefix', [rule({ Filter: { Prefix: 'previews/' } })], 3],
  ['the old form', [rule({ Prefix: 'previews/' })], 3],
  ['the whole bucket', [rule({ Filter: {} })], 3],
  ['two rules', [rule({ Filter: {} }), rule({ Filter: {}, Expiration: { Days: 1 } })], 1],
  ['another prefix', [rule({ Filter: { Prefix: 'plans/' } })], undefined],
  ['a part of it', [rule({ Filter: { Prefix: 'previews/a' } })], undefined],
  ['a rule that is off', [rule({ Filter: {}, Status: 'Disabled' })], undefined],
  ['only some sizes', [rule({ Filter: { ObjectSizeGreaterThan: 5 } })], undefined],
  ['only a tag', [rule({ Filter: { And: { Prefix: 'previews/', Tags: [] } } })], undefined],
  ['only former versions', [rule({ Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } })], undefined],
])('%s', (_, rules, days) => {
  expect(expiryIn(rules, 'previews/')).toBe(days)
})
