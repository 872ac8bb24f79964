import { expect, test } from '@jest/globals'
import { everyPage } from './every-page.ts'

/** A list whose pages name these pages as the next ones. */
const list = (next: readonly (string | undefined)[]) => {
  let calls = 0
  const asked: (string | undefined)[] = []
  const read = async (page?: string) => {
    asked.push(page)
    return { items: [calls], next: next[calls++] }
  }
  return { read, asked }
}

test('pages come in their order, until there is none or what was read suffices', async () => {
  expect(await everyPage(list(['a', 'b', undefined]).read)).toEqual([0, 1, 2])
  expect(await everyPage(list(['a', 'b', undefined]).read, ({ length }) => length === 2)).toEqual([0, 1])
})

test('an empty token is the end of a list, and a page that comes again is a failure', async () => {
  const ended = list(['a', '', 'b'])
  expect(await everyPage(ended.read)).toEqual([0, 1])
  expect(ended.asked).toEqual([undefined, 'a'])
  await expect(everyPage(list(['a', 'b', 'a']).read)).rejects.toMatchObject({ reason: 'answer-too-large' })
})
