import { expect, test } from '@jest/globals'
import { parseXml } from './parse-xml.ts'
import { placeAt, type XmlDocument, type XmlElement } from './xml-document.ts'

function read(text: string): XmlDocument {
  const result = parseXml('a.xml', text)
  if (result.kind === 'error') throw new Error(result.finding.text)
  return result.document
}

const value = ({ attributes }: XmlElement, name: string) =>
  attributes.find((attribute) => attribute.name === name)?.value

function failure(text: string) {
  const result = parseXml('a.xml', text)
  return result.kind === 'error' ? { ...result.finding.place, text: result.finding.text } : undefined
}

test('line breaks and tabs in an attribute stay, and its ends are trimmed', () => {
  const { root } = read('<a code="\n  if x:\r\n\ty = 1\r  "/>')

  expect(value(root, 'code')).toBe('if x:\n\ty = 1')
})

test('only the five predefined characters are decoded, once, by name or number', () => {
  const { root } = read(`<a b="&lt;&#60;&#x3C;&amp;lt;&quot;&apos;&gt;" c="&#10;&eacute;">x &amp; y</a>`)

  expect(value(root, 'b')).toBe(`<<<&lt;"'>`)
  expect(value(root, 'c')).toBe('&#10;&eacute;')
  expect(root.content.value).toBe('x & y')
})

test('what is not decoded is told', () => {
  const result = parseXml('a.xml', '<a c="&#10;"/>')

  expect(result).toMatchObject({
    warnings: [{ text: '&#10; is not decoded and stays as it is', place: { line: 1, column: 7 } }],
  })
})

test('what the modeler tolerates is read with a warning', () => {
  const result = parseXml('a.xml', `<a pk x="a < b" x="2" y='1'></a>`)

  expect(result).toMatchObject({
    kind: 'document',
    document: {
      root: {
        attributes: [
          { name: 'x', value: '2' },
          { name: 'y', value: '1' },
        ],
      },
    },
    warnings: [
      { text: 'the attribute pk has no value and is left out' },
      { text: 'the attribute x stands here twice; the last one counts' },
    ],
  })
})

test('comments, instructions and a byte order mark left by a decoder are no content', () => {
  const { root } = read('<?xml version="1.0"?><!-- a --><a>x<!-- <b> -->y<?p ?><![CDATA[ <z> ]]></a>\n<!-- end -->')

  expect(root.content.value).toBe('xy <z> ')
})

test('every element, attribute and text knows its place', () => {
  const document = read('<a>\n  <b  c="\n x"> text</b>\n</a>')
  const [b] = document.root.children

  expect(placeAt(document, b!.offset)).toMatchObject({ line: 2, column: 3 })
  expect(placeAt(document, b!.attributes[0]!.offset)).toMatchObject({ line: 3, column: 2 })
  expect(placeAt(document, b!.content.offset)).toMatchObject({ line: 3, column: 6 })
})

test('an attribute called __proto__ is an attribute', () => {
  const { root } = read('<a __proto__="x"/>')

  expect(value(root, '__proto__')).toBe('x')
  expect(({} as { x?: string }).x).toBeUndefined()
})

test.each([
  ['<a>\n<b>\n</a>', 'expected </b> for line 2, found </a>', 3, 1],
  ['<a/>\n<b/>', 'a second root element is not allowed', 2, 1],
  ['<a/>text', 'text stands outside of the root element', 1, 5],
  ['<a><b></b>', '<a> is never closed', 1, 1],
  ['</a>', 'an end tag without a start tag', 1, 1],
  ['', 'the file has no element', 1, 1],
  ['<a b="\u0000"/>', 'the character U+0000 is not allowed in XML', 1, 7],
  ['<a b="x & y"/>', 'a bare & is not allowed', 1, 9],
  ['<a>&#0;</a>', '&#0; is not a character that XML allows', 1, 4],
  ['<a>&#xD800;</a>', '&#xD800; is not a character that XML allows', 1, 4],
  ['<a b=x/>', 'the value of b has no quotes', 1, 6],
  ['<a b="x/>', 'the value of b is never closed', 1, 6],
  ['<a b="1"c="2"/>', 'white space is missing before this attribute', 1, 9],
  ['<a', 'the tag <a is never closed', 1, 3],
  ['<a><!-- x</a>', 'the comment is never closed', 1, 4],
  ['<a><![CDATA[ x</a>', 'the CDATA section is never closed', 1, 4],
  ['<a><?x</a>', 'the processing instruction is never closed', 1, 4],
  ['<a>< b/></a>', 'the name of an element is missing', 1, 5],
  ['<!DOCTYPE a><a/>', 'a document type is not allowed', 1, 1],
  ['<a/x>', 'expected > after /', 1, 4],
  ['<a><!ELEMENT b></a>', 'this is no XML', 1, 4],
])('the document %j is refused: %s', (document, text, line, column) => {
  expect(failure(document)).toMatchObject({ text, line, column })
})
