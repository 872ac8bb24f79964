import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { commandsIn, runnerCommands, runnerLines } from '../../../test/support/runner-commands.ts'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { InertText, inert } from './inert.ts'

const corpus = join(import.meta.dirname, '..', '..', '..', 'test', 'hostile', 'logs')
const logs = readdirSync(corpus).map((name) => [name, readFileSync(join(corpus, name), 'utf8')] as const)
const anyName = () => true

test('the corpus has logs in which a runner finds something to do', () => {
  expect(logs.length).toBeGreaterThan(10)
  expect(logs.filter(([, text]) => commandsIn(text).length === 0).map(([name]) => name)).toEqual([])
})

test.each(logs)('nothing is left for the runner in %s', (_, text) => {
  expect(commandsIn(inert(text))).toEqual([])
  expect(commandsIn(inert(text), anyName)).toEqual([])
})

test.each(logs)('%s can still be read: only blanks came in', (_, text) => {
  const signs = (log: string) => runnerLines(log).map((line) => line.replaceAll(' ', ''))
  expect(signs(inert(text))).toEqual(signs(text))
})

/** Pieces from which marks are put together, wrong and right. */
const parts = [
  ...[
    '::',
    ':',
    '#',
    '##',
    '[',
    ']',
    '##[',
    '##vso[',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u200b',
  ],
  ...[
    '\ufeff',
    '\u0000',
    '\u001b',
    '\u0001',
    '\u00ad',
    '\u2060',
    '\u034f',
    '\ufe0f',
    '\u200d',
    '\ud800',
    'a',
    'x y',
    '%0A',
    '…',
    '👩',
  ],
  ...runnerCommands,
  ...runnerCommands.flatMap((name) => [`::${name}::`, `##[${name}]`, `##[${name} a=b]`]),
]
const random = seededRandom(20_260_714)
const made = (length: number) => Array.from({ length }, () => parts[random.below(parts.length)]!)

test('of 20,000 random texts none has a command left, whole or in pieces', () => {
  let commands = 0
  const left = Array.from({ length: 20_000 }, () => made(1 + random.below(12))).filter((pieces) => {
    const text = pieces.join('')
    commands += commandsIn(text).length
    const stream = new InertText()
    const inPieces = [...text.match(/[\s\S]{1,2}/g)!].map((piece) => stream.write(piece)).join('')
    return [inert(text), inPieces].some((log) => commandsIn(log).length + commandsIn(log, anyName).length > 0)
  })
  expect(left).toEqual([])
  // The texts are worth reading: hundreds of them do something without the neutraliser.
  expect(commands).toBeGreaterThan(300)
})

test('pieces and the whole come out the same', () => {
  const differing = Array.from({ length: 2000 }, () => made(8)).filter((pieces) => {
    const stream = new InertText()
    return pieces.map((piece) => stream.write(piece)).join('') !== inert(pieces.join(''))
  })
  expect(differing).toEqual([])
})

test('ordinary text stays as it is, letter for letter', () => {
  const text =
    'a::b c:: d\n#1 [x] # [y]\n# Heading\n## Heading\n[a](b)\n: x\nstd::vector\n  a ## b [c]\n## [1.0.0]\n##[1.0.0](x)\n::1 localhost\n  ::1\n'
  expect(inert(text)).toBe(text)
  expect(inert(inert('::error::x ##[error]'))).toBe(inert('::error::x ##[error]'))
})

test('a long line of beginnings is read once', () => {
  const long = ['\u2028', '\u200b', '#', '#\u200b', ':', '##a', '\u0085:'].map((part) => part.repeat(200_000))
  // Read again at each beginning, one of these lines would take minutes, and the test would end without a result.
  for (const text of long) expect(inert(text).length).toBeGreaterThanOrEqual(text.length)
})
