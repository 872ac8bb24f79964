import { expect, test } from '@jest/globals'
import { matchesArguments, matchesFilter } from './subscription-filter.ts'

const trace = { correlationId: 'a', status: 'success', count: 7, tags: ['x', 'y'], owner: { name: 'jane' } }

test.each([
  ['the same value', { correlationId: 'a' }, true],
  ['another value', { correlationId: 'b' }, false],
  ['two values of which one differs', { correlationId: 'a', status: 'error' }, false],
  ['null', { correlationId: null }, true],
  ['nothing', {}, true],
  ['a number as text', { count: '7' }, true],
  ['a field that was not published', { missing: 'a' }, false],
])('arguments with %s', (_, wanted, matches) => expect(matchesArguments(trace, wanted)).toBe(matches))

test.each([
  ['eq', 'status', 'success', true],
  ['ne', 'status', 'success', false],
  ['lt', 'count', 8, true],
  ['le', 'count', 6, false],
  ['gt', 'count', 7, false],
  ['ge', 'count', 7, true],
  ['between', 'count', [5, 7], true],
  ['in', 'status', ['error', 'success'], true],
  ['notIn', 'status', ['error', 'success'], false],
  ['contains', 'tags', 'x', true],
  ['notContains', 'tags', 'x', false],
  ['containsAny', 'tags', ['z', 'y'], true],
  ['beginsWith', 'status', 'suc', true],
  ['eq', 'owner.name', 'jane', true],
  ['lt', 'status', 8, false],
  ['unknown', 'status', 'success', false],
])('the operator %s on %s with %j', (operator, fieldName, value, passes) => {
  expect(matchesFilter(trace, { filterGroup: [{ filters: [{ fieldName, operator, value }] }] })).toBe(passes)
})

test('one group has to hold with all of its rules', () => {
  const rule = (value: string) => ({ fieldName: 'status', operator: 'eq', value })

  expect(matchesFilter(trace, { filterGroup: [{ filters: [rule('error')] }, { filters: [rule('success')] }] })).toBe(
    true,
  )
  expect(matchesFilter(trace, { filterGroup: [{ filters: [rule('success'), rule('error')] }] })).toBe(false)
  expect(matchesFilter(trace, undefined)).toBe(true)
})
