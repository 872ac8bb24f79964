import { expect, test } from '@jest/globals'
import { parseFingerprint, shownFingerprint } from './fingerprint.ts'

const digits = '4be107d293aa'.padEnd(64, '5')

test.each([
  ['in full', digits],
  ['in capitals', digits.toUpperCase()],
  ['in groups, with a line break', `${digits.slice(0, 4)} ${digits.slice(4, 20)}\n${digits.slice(20)}`],
])('a fingerprint is taken %s', (_how, text) => {
  expect(parseFingerprint(text)).toBe(digits)
})

test.each([
  ['the 12 digits that people see', shownFingerprint(digits), 'has 12 of the 64 digits'],
  ['all digits but the last', digits.slice(1), 'has 63 of the 64 digits'],
  ['a digit more', `${digits}0`, 'is not a fingerprint'],
  ['a word', 'latest', 'is not a fingerprint'],
  ['nothing', '', 'is not a fingerprint'],
])('%s is refused as a fingerprint, and what is missing is not guessed', (_what, text, message) => {
  expect(() => parseFingerprint(text)).toThrow(message)
})
