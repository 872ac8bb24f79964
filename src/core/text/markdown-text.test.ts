import { expect, test } from '@jest/globals'
import { markdownBlock, markdownCode, markdownLink, markdownText } from './markdown-text.ts'

test.each([
  ['x[a](http://evil)<img>|b`c', 'x&#91;a&#93;&#40;http&#58;//evil&#41;&#60;img&#62;&#124;b&#96;c'],
  ['two\nlines', 'two lines'],
  ['https://evil and WWW.evil and a@evil', 'https&#58;//evil and WWW&#46;evil and a&#64;evil'],
  ['plan: 4 of 5, e.g. $x$', 'plan: 4 of 5, e.g. &#36;x&#36;'],
])('the text %j is nothing but text', (value, markdown) => {
  expect(markdownText(value)).toBe(markdown)
})

test.each([
  ['src/a b.ts:4', '`src/a b.ts:4`'],
  ['<img>[a](http://evil)', '`<img>[a](http://evil)`'],
  ['a`b', '<code>a&#96;b</code>'],
  ['a|b', '<code>a&#124;b</code>'],
  ['a\\|[b](http://evil)', '<code>a&#92;&#124;&#91;b&#93;&#40;http&#58;//evil&#41;</code>'],
  ['', '<code></code>'],
  [' a\nb ', '`a b`'],
])('the code %j is shown as it is, in a table as well', (value, markdown) => {
  expect(markdownCode(value)).toBe(markdown)
})

test('a block ends where its text ends', () => {
  expect(markdownBlock('a\n````\n<img>')).toBe('`````text\na\n````\n<img>\n`````')
})

test('an address ends neither its link nor its cell', () => {
  expect(markdownLink('here', 'https://a/b) [c](d|e')).toBe('[here](https://a/b%29%20[c]%28d%7Ce)')
})

test.each([
  ['@octo-org/team', '&#64;<!-- -->octo-org/team'],
  ['fixes #12', 'fixes &#35;<!-- -->12'],
  ['fixes GH-12', 'fixes GH&#45;<!-- -->12'],
  ['(@octo) quality-gate@staging', '&#40;&#64;<!-- -->octo&#41; quality-gate&#64;staging'],
  ['octo/repo#12', 'octo/repo&#35;<!-- -->12'],
  ['a @ b # c', 'a &#64; b &#35; c'],
  ['SIGH-X and GHz-1', 'SIGH-X and GHz-1'],
])('%s notifies nobody and links to nothing', (text, markdown) => {
  expect(markdownText(text)).toBe(markdown)
})
