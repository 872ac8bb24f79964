import { expect, test } from '@jest/globals'
import { grantsOf, nameOf, widenedBy } from './policy-grants.ts'

const times = (count: number, letter: string) => Array.from({ length: count }, (_, index) => `${letter}${index}`)
const statement = (actions: number, resources: number) => ({
  Statement: { Effect: 'Allow', Action: times(actions, 'a:'), Resource: times(resources, 'r') },
})

test('a statement with 10,000 combinations is read as them, one with more as everything under itself', () => {
  expect(grantsOf(statement(100, 100))).toHaveLength(10_000)
  const [grant, ...others] = grantsOf(statement(100, 101))
  expect(others).toEqual([])
  expect(grant).toMatchObject({
    action: '*',
    resource: '*',
    principal: '*',
    condition: expect.stringContaining('r100'),
  })
})

test('another statement of that size is always wider, the same is not', () => {
  const [before, after] = [grantsOf(statement(100, 101)), grantsOf(statement(100, 102))]
  expect(widenedBy(before, before)).toEqual([])
  expect(widenedBy(before, after)).toEqual(after)
})

test('a pattern of many stars is compared in a time that does not explode', () => {
  const grant = { action: 'a:b', principal: '', condition: '' }
  const before = [{ ...grant, resource: `${'*a'.repeat(40)}*b` }]
  const after = [{ ...grant, resource: 'a'.repeat(4_000) }]
  expect(widenedBy(before, after)).toEqual(after)
})

test('a value with a toString of its own has a name all the same', () => {
  expect(nameOf({ 'Fn::GetAtt': [{ toString: 1 }, 'Arn'] })).toBe('.Arn')
  expect(nameOf({ 'Fn::Join': [{ toString: 1 }, ['a', 'b']] })).toBe('ab')
})

test('as many grants are compared as the limit says, and what is left then counts as wider', () => {
  const grant = { principal: '', condition: '' }
  const before = [...times(999, 'a:'), 'b:*'].map((action) => ({ ...grant, action, resource: '*' }))
  const after = times(102, 'b:').map((action) => ({ ...grant, action, resource: 'r' }))
  expect(widenedBy(before, after.slice(0, 100))).toEqual([])
  expect(widenedBy(before, after)).toEqual(after.slice(100))
})
