import { expect, test } from '@jest/globals'
import { parseXml } from './parse-xml.ts'

const laughs = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join('')

const attributes = (count: number) => Array.from({ length: count }, (_, index) => `a${index}="1"`).join(' ')

/**
 * Each of these makes one of the usual readers crash, hang, leak a file or accept what is no XML; a reader that is
 * quadratic in its input does not end before the test runner gives up.
 */
test.each([
  ['a billion laughs', `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><x>&l9;</x>`],
  ['quadratic expansion', `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]><x>${'&a;'.repeat(50_000)}</x>`],
  ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
  ['an external document type', '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>'],
  ['a parameter entity', '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><x/>'],
  ['200,000 levels', '<a>'.repeat(200_000)],
  ['200,000 closed levels', '<a>'.repeat(200_000) + '</a>'.repeat(200_000)],
  ['100,000 attributes', `<a ${attributes(100_000)}/>`],
  ['300,000 <', '<'.repeat(300_000)],
  ['300,000 &', `<a>${'&'.repeat(300_000)}</a>`],
  ['unclosed comments', '<!--'.repeat(100_000)],
  ['unclosed CDATA', `<a>${'<![CDATA['.repeat(100_000)}`],
  ['unclosed instructions', '<?x '.repeat(100_000)],
  ['an open attribute', `<a b="${'x'.repeat(1_000_000)}`],
  ['a NUL', '<a>\u0000</a>'],
  ['two roots', '<a/><b/>'],
  ['a mismatched tag', '<a></b>'],
  ['a bad reference', '<a>&#x110000;</a>'],
])('%s is refused', (_, document) => {
  const result = parseXml('hostile.xml', document)

  expect(result.kind).toBe('error')
})

test('256 attributes are read, one more is refused', () => {
  expect(parseXml('a.xml', `<a ${attributes(256)}/>`).kind).toBe('document')
  expect(parseXml('a.xml', `<a ${attributes(257)}/>`).kind).toBe('error')
})

test('100 levels are read, one more is refused', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)

  expect(parseXml('a.xml', nested(100)).kind).toBe('document')
  expect(parseXml('a.xml', nested(101)).kind).toBe('error')
})

test('25,000 references that are not decoded are read', () => {
  const result = parseXml('a.xml', `<a>${'\n&eacute;'.repeat(25_000)}</a>`)

  expect(result.kind).toBe('document')
})
