import { expect, test } from '@jest/globals'
import { defined } from './defined.ts'

interface Stack {
  readonly name: string
  readonly roleArn?: string
  readonly retries?: number
}

/** The type checks it: an optional member may be absent, and not undefined. */
function stack(roleArn: string | undefined, retries: number | undefined): Stack {
  return { name: 'parking', ...defined({ roleArn, retries }) }
}

test('a member that is undefined is absent', () => {
  expect(Object.keys(stack(undefined, undefined))).toEqual(['name'])
  expect(Object.keys(stack(undefined, 2))).toEqual(['name', 'retries'])
})

test('every other value stays, in the order of the members', () => {
  const members = { b: null, a: '', d: 0, c: false, e: undefined }
  expect(Object.entries(defined(members))).toEqual([
    ['b', null],
    ['a', ''],
    ['d', 0],
    ['c', false],
  ])
})
