import { expect, test } from '@jest/globals'
import { testPython } from '../../../../test/support/ministack.ts'
import { seededRandom } from '../../../../test/support/seeded-random.ts'
import { nodeProcesses } from '../../../system/node-processes.ts'
import type { Json } from '../../model/types/element.ts'
import { floatLiteral, pythonLiteral } from './python-literal.ts'

/** Evaluates each literal in Python, and says in JSON what it read. */
async function readBack(literals: readonly string[]): Promise<Json[]> {
  const script = 'import ast, json, sys; print(json.dumps([ast.literal_eval(each) for each in json.load(sys.stdin)]))'
  const { stdout, stderr } = await nodeProcesses(new AbortController().signal).run(await testPython(), ['-c', script], {
    input: JSON.stringify(literals),
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

const characters = [
  ...'abc XYZ019',
  ...['"', "'", '\\', '\n', '\r', '\t', '\0', '\b', '\f', '\v', '\u001b', '\u007f', '\u0085', '\u00a0'],
  ...['\u2028', '\u2029', '\u200b', '\u202e', '\ufeff', '\ud800', '\udfff', '😀', 'é', '{', '}', '$', '#', '%', '`'],
]

function randomValues(count: number): Json[] {
  const random = seededRandom(20260101)
  const text = () => Array.from({ length: random.below(9) }, () => characters[random.below(characters.length)]).join('')
  const value = (depth: number): Json => {
    const kind = random.below(depth > 2 ? 4 : 6)
    if (kind < 2) return text()
    if (kind === 2) return (random.below(2_000_001) - 1_000_000) / [1, 7, 1000][random.below(3)]!
    if (kind === 3) return [null, true, false][random.below(3)]!
    if (kind === 4) return Array.from({ length: random.below(4) }, () => value(depth + 1))
    return Object.fromEntries(Array.from({ length: random.below(4) }, () => [`k${text()}`, value(depth + 1)]))
  }
  return Array.from({ length: count }, () => value(0))
}

test('Python reads back every value that was written as a literal', async () => {
  const values = randomValues(2000)
  expect(await readBack(values.map(pythonLiteral))).toEqual(values)
})

test('a literal stays on one line and shows what is invisible', () => {
  const literals = randomValues(500).map(pythonLiteral).join('')
  expect(literals).not.toMatch(/[\n\r\u2028\u2029\u0085\u200b\u202e\ufeff\0]/)
})

test('numbers without a literal are refused', () => {
  expect(() => pythonLiteral(Number.NaN)).toThrow('NaN has no Python literal')
  expect(() => pythonLiteral([Number.POSITIVE_INFINITY])).toThrow('Infinity has no Python literal')
})

test('a float stays a float when it is whole', () => {
  expect([1, 2.5, -3, 1e21].map(floatLiteral)).toEqual(['1.0', '2.5', '-3.0', '1e+21'])
})
