import { expect, test } from '@jest/globals'
import type { DocumentLimits } from '../../src/core/documents/document-limits.ts'
import { readJson } from '../../src/core/documents/read-json.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { composeYaml } from '../../src/delivery/documents/compose-yaml.ts'
import { configurationLimits, templateLimits } from '../../src/delivery/documents/limits.ts'
import { resolveYaml } from '../../src/delivery/documents/resolve-yaml.ts'
import { readTemplateSource } from '../../src/delivery/template/template-source.ts'
import { saying } from '../support/in-command-words.ts'

/** Small, so that each limit is reached alone; what the reader counts does not depend on how much is allowed. */
const small: DocumentLimits = {
  bytes: 10_000,
  tokens: 2_000,
  levels: 12,
  nodes: 500,
  keys: 40,
  anchors: 10,
  aliases: 10,
  textCharacters: 100,
  characters: 1_000,
}

async function readYaml(text: string, limits = small): Promise<unknown> {
  const composed = await composeYaml(text, limits, { schema: 'core', logLevel: 'silent' })
  expect(composed.document.errors).toEqual([])
  return resolveYaml(composed, limits)
}

const items = (count: number, make: (index: number) => string = () => 'x') =>
  Array.from({ length: count }, (_, index) => make(index))
const blocks = (levels: number) => items(levels, (index) => `${'  '.repeat(index)}a:`).join('\n')

const readValue = async (text: string, name: string) => (await readTemplateSource(text, name)).value

/** Text with exactly so much of what a limit counts. */
const yaml: readonly (readonly [string, keyof DocumentLimits, (count: number) => string])[] = [
  ['bytes', 'bytes', (count) => `# ${'x'.repeat(count - 2)}`],
  [
    'bytes of letters that take several',
    'bytes',
    (count) => `# ${'é'.repeat((count - 2 - (count % 2)) / 2)}${count % 2 ? '!' : ''}`,
  ],
  ['tokens', 'tokens', (count) => '#\n'.repeat((count - (count % 2)) / 2) + (count % 2 ? '#' : '')],
  ['levels of lists', 'levels', (count) => '['.repeat(count) + ']'.repeat(count)],
  ['levels of dashes', 'levels', (count) => `${'- '.repeat(count)}x`],
  ['levels of blocks', 'levels', (count) => `${blocks(count)} x`],
  [
    'levels of question marks',
    'levels',
    (count) => `${'? '.repeat(0)}${items(count, () => '{a: ').join('')}1${'}'.repeat(count)}`,
  ],
  ['levels behind an alias', 'levels', (count) => `- &a ${'['.repeat(count - 2)}${']'.repeat(count - 2)}\n- [*a]`],
  ['nodes of a list', 'nodes', (count) => `[${items(count - 1)}]`],
  ['nodes that are empty', 'nodes', (count) => '-\n'.repeat(count - 1)],
  [
    'nodes behind aliases',
    'nodes',
    (count) => `- &a [${items(48)}]\n- [${items(9, () => '*a')}]\n${'- x\n'.repeat(count - 492)}`,
  ],
  ['keys', 'keys', (count) => items(count, (index) => `a${index}: 1\n`).join('')],
  ['anchors', 'anchors', (count) => items(count, (index) => `- &a${index} x\n`).join('')],
  ['aliases', 'aliases', (count) => `- &a x\n${'- *a\n'.repeat(count)}`],
  ['characters of a plain text', 'textCharacters', (count) => 'x'.repeat(count)],
  ['characters of a text in lines', 'textCharacters', (count) => `|\n  ${'x'.repeat(count - 1)}\n`],
  [
    'characters of all texts',
    'characters',
    (count) => `- ${'x'.repeat(count % 50)}\n${`- ${'x'.repeat(50)}\n`.repeat(Math.floor(count / 50))}`,
  ],
  [
    'characters behind aliases',
    'characters',
    (count) => `- &a ${'x'.repeat(100)}\n${'- *a\n'.repeat(8)}- ${'x'.repeat(count - 950)}\n- ${'x'.repeat(50)}`,
  ],
]

test.each(yaml)('YAML may have as many %s as the limit says, and not one more', async (_, limit, textOf) => {
  await expect(readYaml(textOf(small[limit]))).resolves.toBeDefined()
  await expect(readYaml(textOf(small[limit] + 1))).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`^has ${small[limit] + 1} .*at most ${small[limit]} are read$`)),
    fix: saying('liftlock explain limits-on-documents'),
  })
})

const json: readonly (readonly [string, keyof DocumentLimits, (count: number) => string])[] = [
  ['bytes', 'bytes', (count) => `1${' '.repeat(count - 1)}`],
  ['levels', 'levels', (count) => '['.repeat(count) + ']'.repeat(count)],
  ['levels of mappings', 'levels', (count) => `${'{"a":'.repeat(count)}1${'}'.repeat(count)}`],
  ['nodes', 'nodes', (count) => `[${items(count - 1, () => '1')}]`],
  ['keys', 'keys', (count) => `{${items(count, (index) => `"${index}":1`)}}`],
  ['characters of a text', 'textCharacters', (count) => `"${'x'.repeat(count)}"`],
  [
    'characters of all texts',
    'characters',
    (count) => `["${'x'.repeat(count % 50)}"${`,"${'x'.repeat(50)}"`.repeat(Math.floor(count / 50))}]`,
  ],
]

test.each(json)('JSON may have as many %s as the limit says, and not one more', (_, limit, textOf) => {
  expect(readJson(textOf(small[limit]), small)).toEqual(JSON.parse(textOf(small[limit])))
  expect(() => readJson(textOf(small[limit] + 1), small)).toThrow(
    new RegExp(`^has ${small[limit] + 1} .*at most ${small[limit]} are read$`),
  )
})

test('brackets and colons inside of JSON texts are no levels and no keys', () => {
  const value = { '[[[[': ['{"a":', ']}', ':'], b: '\\"[' }
  expect(readJson(JSON.stringify(value), small)).toEqual(value)
})

test('names of the prototype are data in a template', async () => {
  const sections = '{"Resources":{"A":{"Type":"T","__proto__":{"Type":"U"},"constructor":{"toString":1}}}}'
  const value = (await readValue(sections, 't.json')) as { Resources: { A: Record<string, unknown> } }
  expect(JSON.stringify(value)).toBe(sections)
  const written = (await readValue('A: { __proto__: { polluted: yes }, constructor: 1 }', 't.yaml')) as {
    A: object
  }
  expect(Object.keys(written.A)).toEqual(['__proto__', 'constructor'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test.each([
  ['an alias', 'A: &a [1, { b: x }]\nB: *a', { A: [1, { b: 'x' }], B: [1, { b: 'x' }] }],
  ['the last anchor of a name', 'A: &a 1\nB: *a\nC: &a 2\nD: *a', { A: 1, B: 1, C: 2, D: 2 }],
  ['a merge', 'A: &a { x: 1, y: 2 }\nB: { y: 3, <<: *a, z: 4 }', { A: { x: 1, y: 2 }, B: { x: 1, y: 3, z: 4 } }],
  [
    'merges of several, of which the first wins',
    'A: &a { x: 1 }\nB: &b { x: 2, y: 2 }\nC: { <<: [*a, *b] }',
    { A: { x: 1 }, B: { x: 2, y: 2 }, C: { x: 1, y: 2 } },
  ],
  [
    'a merge of a merge',
    'A: &a { x: 1 }\nB: &b { <<: *a, y: 2 }\nC: { <<: *b, x: 3 }',
    { A: { x: 1 }, B: { x: 1, y: 2 }, C: { x: 3, y: 2 } },
  ],
  [
    'merges one after the other, of which the last wins',
    'A: &a { x: 1 }\nB: &b { x: 2, y: 2 }\nC: { <<: *a, <<: *b, z: 3 }',
    { A: { x: 1 }, B: { x: 2, y: 2 }, C: { x: 2, y: 2, z: 3 } },
  ],
  ['<< in quotes', 'A: { "<<": 1 }', { A: { '<<': 1 } }],
  ['a short form behind an alias', 'A: &a !Ref X\nB: *a', { A: { Ref: 'X' }, B: { Ref: 'X' } }],
])('%s is resolved as the AWS command line does', async (_, text, value) => {
  expect(await readValue(text, 't.yaml')).toEqual(value)
})

test('what an alias repeats can be changed in one place alone', async () => {
  const value = (await readValue('A: &a { x: 1 }\nB: *a', 't.yaml')) as { A: { x: number }; B: { x: number } }
  value.A.x = 2
  expect(value.B.x).toBe(1)
})

test.each([
  ['A: { <<: 1 }', /^t.yaml:1:10: merges something by << that is not a mapping/],
  ['A: { b: 1, b: 2 }', /^t.yaml:1:12: has the key "b" twice/],
  ['A: *a', /^t.yaml:1:4: has \*a, and no &a before it/],
  ['A: 1\n---\nB: 2\n', /^t.yaml:2:1: has more than one document/],
  ['A: [', /^t.yaml:1:5: has no ] for a bracket that is open here/],
])('%s is refused with its place', async (text, message) => {
  const error: unknown = await readTemplateSource(text, 't.yaml').catch((thrown) => thrown)
  expect(error).toBeInstanceOf(StageError)
  expect((error as Error).message).toMatch(message)
})

test('the limits of templates and of liftlock.yml are those of the page', () => {
  expect(templateLimits).toMatchObject({
    bytes: 2_097_152,
    levels: 100,
    nodes: 200_000,
    aliases: 2_000,
    anchors: 2_000,
  })
  expect(configurationLimits).toMatchObject({ bytes: 524_288, levels: 20, nodes: 50_000, keys: 2_000 })
})
