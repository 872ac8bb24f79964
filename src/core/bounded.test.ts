import { expect, test } from '@jest/globals'
import { bounded, readBounded } from './bounded.ts'

/** Three chunks of four bytes; tells how many were asked for, and whether the source was closed. */
function source() {
  const state = { given: 0, closed: false }
  async function* chunks() {
    try {
      for (const letter of 'abc') {
        state.given += 1
        yield Buffer.from(letter.repeat(4))
      }
    } finally {
      state.closed = true
    }
  }
  return { state, chunks: chunks() }
}

const tooLarge = (bytes: number) => new Error(`${bytes} bytes`)

test('as many bytes as are allowed are put together', async () => {
  expect((await readBounded(source().chunks, 12, tooLarge)).toString()).toBe('aaaabbbbcccc')
})

test('one byte too many ends the reading, and closes the source', async () => {
  const { state, chunks } = source()
  await expect(readBounded(chunks, 7, tooLarge)).rejects.toThrow('8 bytes')
  expect(state).toEqual({ given: 2, closed: true })
})

test('what is allowed is passed on before the error', async () => {
  const passed: string[] = []
  const reading = (async () => {
    for await (const chunk of bounded(source().chunks, 8, tooLarge)) passed.push(chunk.toString())
  })()
  await expect(reading).rejects.toThrow('12 bytes')
  expect(passed).toEqual(['aaaa', 'bbbb'])
})
