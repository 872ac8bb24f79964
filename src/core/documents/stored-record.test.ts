import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { parseOptionalRecord, parseRecord, type StoredRecord } from './stored-record.ts'

const schema = z.object({ formatVersion: z.literal(1), names: z.array(z.string()) })
const stored: StoredRecord = { name: 'build/record.json', reason: 'file-unreadable', hint: 'remove it and run again' }
const good = JSON.stringify({ formatVersion: 1, names: ['a'] })
const bytes = (text: string) => new TextEncoder().encode(text)

const damages: readonly (readonly [string, string, string])[] = [
  ['cut off', good.slice(0, 20), 'is damaged: it is not JSON, or it was cut off'],
  ['cut off in a text', '{"names":["a', 'is damaged: it is not JSON, or it was cut off'],
  ['of another type', '{"formatVersion":1,"names":"secret"}', 'is damaged: names: '],
  ['of another version', '{"formatVersion":2,"names":[]}', 'is damaged: formatVersion: '],
  ['without JSON', 'secret', 'is damaged: it is not JSON'],
  ['without a comma', '{"formatVersion":1\n"names":["secret"]}', 'is damaged: it is not JSON (line 2, column 1)'],
  ['empty', '', 'is damaged: it is not JSON, or it was cut off'],
  ['a list', '[]', 'is damaged: the whole: '],
  ['null', 'null', 'is damaged: the whole: '],
  ['of null bytes', '\0'.repeat(40), 'is damaged: it is not JSON'],
  ['too large', `"${'secret'.repeat(200_000)}"`, 'has 1200002 bytes; at most 1048576 are read'],
  ['too deep', '['.repeat(200_000), 'is damaged: it is not JSON, or it was cut off'],
  ['closed and too deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'has 21 levels'],
  ['with a member twice', good.replace('{', '{"names":["secret"],'), 'has the key "names" twice (line 1, column 39)'],
  ['with half a character', '{"formatVersion":1,"names":["\\ud800"]}', 'has half of a character'],
]

describe.each([
  ['text', (text: string) => text],
  ['bytes', bytes],
])('a record in %s', (_, contentOf) => {
  test('is read as its schema says', () => {
    expect(parseRecord(contentOf(good), schema, stored)).toEqual({ formatVersion: 1, names: ['a'] })
  })

  test.each(damages)(
    'that is %s ends with the failure of its kind, which names it and shows no value',
    (_, text, message) => {
      const failure = failureOf(() => parseRecord(contentOf(text), schema, stored))
      expect(failure).toMatchObject({ reason: 'file-unreadable', hint: 'remove it and run again', name: 'StageError' })
      expect(failure.message).toContain(`build/record.json ${message}`)
      expect(failure.message).not.toContain('secret')
    },
  )

  test.each(damages)('that is %s and can be done without is told and left out', (_, text, message) => {
    const told: string[] = []
    expect(parseOptionalRecord(contentOf(text), schema, stored, (error) => told.push(error.message))).toBeUndefined()
    expect(told).toEqual([expect.stringContaining(message)])
  })
})

test('bytes that are not UTF-8 are damage', () => {
  const failure = failureOf(() => parseRecord(Uint8Array.of(0x22, 0xff, 0x22), schema, stored))
  expect(failure.message).toBe('build/record.json is damaged: it is not JSON, and not even UTF-8')
})

test('a byte order mark is passed by, where nothing refuses it', () => {
  const marked = bytes(`\uFEFF${good}`)
  expect(parseRecord(marked, schema, stored)).toMatchObject({ formatVersion: 1 })
  const strict = failureOf(() => parseRecord(marked, schema, { ...stored, byteOrderMark: 'refused' }))
  expect(strict.message).toContain('is not JSON')
})

test('half of a character that a foreign program printed is kept where the reader wants it', () => {
  const text = '{"formatVersion":1,"names":["\\ud800"]}'
  expect(parseRecord(text, schema, { ...stored, halfCharacters: 'kept' }).names).toEqual(['\ud800'])
})

function failureOf(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('it was read')
}
