import { expect, test } from '@jest/globals'
import { resolvingLimits } from '../documents/limits.ts'
import { writesOf } from '../plan/risk/bucket-writes.ts'
import { grantedPolicies } from '../plan/risk/granted-policies.ts'
import { resolveText } from './resolve-values.ts'
import { workOf } from './resolving-scope.ts'
import { ResolvingWork } from './resolving-work.ts'
import type { Template } from './template.ts'

const values = { stack: 'shop', account: '111111111111', region: 'eu-west-1', parameters: [], former: {} }
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

/** Buckets of which each has the name of the next one, several times over; how many values that takes. */
function spentOn(width: number, levels: number): number {
  const bucket = (BucketName: unknown) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } })
  const entries = times(levels + 1, (index) => [
    `B${index}`,
    bucket(index === levels ? 'x' : { 'Fn::Join': ['', times(width, () => ({ Ref: `B${index + 1}` }))] }),
  ])
  const template = { Resources: Object.fromEntries(entries) } as Template
  const scope = { template, values: { ...values } }
  expect(resolveText({ Ref: 'B0' }, scope)).toBe('x'.repeat(width ** levels))
  return workOf(scope).spent.nodes
}

test('each name is worked out once: the work grows with the sum of the levels, not with their product', () => {
  const [two, three, four] = [2, 3, 4].map((levels) => spentOn(10, levels)) as [number, number, number]
  expect(four - three).toBe(three - two)
  expect(four).toBeLessThan(200)
})

test('as much is worked out as the limits say, and not one more', () => {
  const work = new ResolvingWork()
  work.spend(resolvingLimits.nodes, resolvingLimits.characters)
  expect(() => work.spend(1, 0)).toThrow(`resolve to more than ${resolvingLimits.nodes} values`)
  expect(() => new ResolvingWork().spend(0, resolvingLimits.characters + 1)).toThrow(
    `texts of more than ${resolvingLimits.characters} characters`,
  )
})

test('as many policies and statements are read as the limits say, and not one more', () => {
  const role = (count: number) => ({ Type: 'AWS::IAM::Role', Properties: { Policies: times(count, () => ({})) } })
  const scope = { template: { Resources: {} }, values }
  expect(grantedPolicies(role(resolvingLimits.policies), scope)).toHaveLength(resolvingLimits.policies)
  expect(() => grantedPolicies(role(resolvingLimits.policies + 1), scope)).toThrow(/has 1001 policies; at most 1000/)

  const document = (count: number) => ({
    Statement: times(count, () => ({ Effect: 'Deny', Action: '*', Resource: '*' })),
  })
  const name = { bucket: 'artifacts', partition: 'aws' }
  expect(writesOf(document(resolvingLimits.statements), name)).toEqual([])
  expect(() => writesOf(document(resolvingLimits.statements + 1), name)).toThrow(/has 1001 statements; at most 1000/)
})
