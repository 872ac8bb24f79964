import { expect, test } from '@jest/globals'
import { resolvingLimits } from '../documents/limits.ts'
import { evaluateCondition } from './evaluate-condition.ts'

const holds = (declared: Readonly<Record<string, unknown>>, name = 'C0') =>
  evaluateCondition(name, { declared, resolve: (value) => value })
const is = (one: unknown, other: unknown) => ({ 'Fn::Equals': [one, other] })
const named = (name: string) => ({ Condition: name })

test.each([
  ['equal values', { C0: is('a', 'a') }, true],
  ['other values', { C0: is('a', 'b') }, false],
  ['the opposite', { C0: { 'Fn::Not': [is('a', 'b')] } }, true],
  ['all of them', { C0: { 'Fn::And': [is('a', 'a'), named('B')] }, B: is('a', 'b') }, false],
  ['one of them', { C0: { 'Fn::Or': [named('B'), is('a', 'a')] }, B: is('a', 'b') }, true],
  ['a name that is not there', { C0: named('B') }, undefined],
  ['what leads back to itself', { C0: { 'Fn::And': [named('C0'), is('a', 'a')] } }, undefined],
])('%s: a condition is worked out', (_, declared, expected) => {
  expect(holds(declared)).toBe(expected)
})

test('conditions that each name the next one twice are worked out once each', () => {
  const chain = Array.from({ length: 200 }, (_, index) => {
    const next = named(`C${index + 1}`)
    return [`C${index}`, { [index % 2 ? 'Fn::And' : 'Fn::Or']: [next, next] }] as const
  })
  expect(holds({ ...Object.fromEntries(chain), C200: is('a', 'a') })).toBe(true)
})

test('conditions are worked out as deep as the limit says, and what is one deeper counts as unknown', () => {
  const nots = (count: number) =>
    Array.from({ length: count }).reduce<unknown>((inner) => ({ 'Fn::Not': [inner] }), is('a', 'a'))
  expect(holds({ C0: nots(resolvingLimits.conditionLevels - 2) })).toBe(true)
  expect(holds({ C0: nots(resolvingLimits.conditionLevels - 1) })).toBe(false)
  expect(holds({ C0: nots(resolvingLimits.conditionLevels) })).toBeUndefined()
})
