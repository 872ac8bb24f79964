import { expect, test } from '@jest/globals'
import { visibleJson, visibleTexts } from './visible.ts'

test('a copy of a value shows every character, at any depth', () => {
  const value = { name: 'a\u202eb', list: [{ text: '\u001b[2J', count: 2, none: null }], ok: true, joined: '👩‍🚀' }
  expect(visibleTexts(value)).toEqual({
    name: 'a\\u202eb',
    list: [{ text: '\\x1b[2J', count: 2, none: null }],
    ok: true,
    joined: '👩‍🚀',
  })
})

test('JSON keeps its value, and has no character in it that does something', () => {
  const value = { text: 'a\u202e\u009b\u0000\u2028\u{e0041}\u200d', joined: '👩‍🚀', 'größe\u200b': ['\t\r\n'] }
  const text = visibleJson(value, 2)
  expect(JSON.parse(text)).toEqual(value)
  expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u200b\u202e\u2028\u{e0041}]/u)
  expect(text).toContain('👩‍🚀')
})
