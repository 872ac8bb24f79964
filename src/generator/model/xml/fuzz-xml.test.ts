import { expect, test } from '@jest/globals'
import { limits } from '../../limits.ts'
import { parseXml } from './parse-xml.ts'
import type { XmlElement } from './xml-document.ts'

/** A small reproducible generator (mulberry32), so that a failure can be had again. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const pieces = [
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '=',
  '&',
  '&amp;',
  '&#38;',
  '&#0;',
  '&x;',
  '<a',
  '<a>',
  '</a>',
  '<b c="d">',
  '</b>',
  ' ',
  '\n',
  '\t',
  '|LB|',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE',
  'x',
  'é',
  '😀',
  '__proto__',
  '\u0000',
  '#',
]

const pick = (random: () => number, count: number) => Math.floor(random() * count)

function noise(random: () => number): string {
  return Array.from({ length: pick(random, 40) }, () => pieces[pick(random, pieces.length)]!).join('')
}

const sample =
  '<?xml version="1.0"?>\n<a b="c &lt; d" e=\'f|LB|g\'>\n  <b c="d">x &amp; y</b><!-- z --><b/>\n  <![CDATA[ < ]]></a>\n'

/** The sample with up to three pieces put in or taken out. */
function mutation(random: () => number): string {
  let text = sample
  for (let times = pick(random, 4); times > 0; times -= 1) {
    const at = pick(random, text.length)
    const insert = random() < 0.6 ? pieces[pick(random, pieces.length)]! : ''
    text = text.slice(0, at) + insert + text.slice(insert === '' ? at + pick(random, 5) : at)
  }
  return text
}

function depthOf({ children }: XmlElement): number {
  return 1 + Math.max(0, ...children.map(depthOf))
}

test('whatever is given, the reader answers with a tree or with one error that has a place', () => {
  const random = randomNumbers(20240911)
  const texts = Array.from({ length: 20_000 }, (_, index) => (index % 2 === 0 ? noise(random) : mutation(random)))
  const results = texts.map((text) => ({ text, result: parseXml('fuzz.xml', text) }))

  const documents = results.flatMap(({ result }) => (result.kind === 'document' ? [result.document.root] : []))
  const misplaced = results.filter(({ text, result }) => {
    if (result.kind === 'document') return false
    const { line, column } = result.finding.place!
    return !(line! >= 1 && column! >= 1 && line! <= text.split('\n').length)
  })

  expect(documents.length).toBeGreaterThan(2000)
  expect(Math.max(...documents.map(depthOf))).toBeLessThanOrEqual(limits.depth)
  expect(misplaced).toEqual([])
})

test('what is written with the five references is read as it was', () => {
  const random = randomNumbers(7)
  const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  const clean = (text: string) => text.replaceAll('\u0000', '').trim()
  const values = Array.from({ length: 2000 }, () => clean(noise(random)))
  const read = values.map((value) => parseXml('fuzz.xml', `<a b="${escaped(value)}">${escaped(value)}</a>`))

  expect(read.map((result) => result.kind === 'document' && result.document.root.attributes[0]!.value)).toEqual(values)
  expect(read.map((result) => result.kind === 'document' && result.document.root.content.value)).toEqual(values)
})
