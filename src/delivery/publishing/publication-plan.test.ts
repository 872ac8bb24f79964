import { expect, test } from '@jest/globals'
import { planPublication } from './publication-plan.ts'

const plan = (wanted: Record<string, string>, former: Record<string, string>, present: Record<string, string>) =>
  planPublication(
    ...([wanted, former, present].map((files) => new Map(Object.entries(files))) as [never, never, never]),
  )

test('only what differs is written, and only what was generated is removed', () => {
  expect(plan({ a: '1', b: '2', c: '3' }, { a: '1', b: '1', d: '1' }, { a: '1', b: '1', d: '1', mine: 'x' })).toEqual({
    write: ['b', 'c'],
    remove: ['d'],
    lost: [],
  })
})

test('a generated file that was removed by hand is written again, or stays away when it is no longer wanted', () => {
  expect(plan({ a: '1' }, { a: '1', b: '1' }, {})).toEqual({ write: ['a'], remove: [], lost: [] })
})

test('edits of files that stay, change, or go are all found; an edit that equals what is wanted is none', () => {
  const lost = plan(
    { a: '1', b: '2', d: '2' },
    { a: '1', b: '1', c: '1', d: '1' },
    { a: 'x', b: 'x', c: 'x', d: '2' },
  ).lost
  expect(lost).toEqual(['a', 'b', 'c'].map((path) => ({ path, why: 'edited' })))
})

test('a generated file takes the place of a generated folder, and the other way round, but never of people’s', () => {
  expect(plan({ a: '1' }, { 'a/b': '1' }, { 'a/b': '1' })).toEqual({ write: ['a'], remove: ['a/b'], lost: [] })
  expect(plan({ 'a/b': '1' }, { a: '1' }, { a: '1' })).toEqual({ write: ['a/b'], remove: ['a'], lost: [] })
  expect(plan({ a: '1' }, {}, { 'a/b/c': 'x' }).lost).toEqual([{ path: 'a/b/c', why: 'foreign' }])
  expect(plan({ 'a/b': '1' }, {}, { a: 'x' }).lost).toEqual([{ path: 'a', why: 'foreign' }])
})

test('names that every object has are names like others', () => {
  expect(plan({ constructor: '1', toString: '1' }, {}, {}).write).toEqual(['constructor', 'toString'])
})
