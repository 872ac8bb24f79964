import { expect, test } from '@jest/globals'
import { buildApiSchema } from './api/schema.ts'
import { servedApi } from './api/served-api.ts'
import { levelsOf, parseWithin, requestLimits, schemaLimits } from './graphql-limits.ts'

const schema = 'type Query { a: Query, b(list: [[Int]]): Int, s: String }'
const api = servedApi({ schema, introspection: true } as Parameters<typeof servedApi>[0])
const times = (count: number, text: string) => text.repeat(count)

/** A query with exactly so much of what a limit counts. */
const queries: readonly (readonly [string, number, (count: number) => string])[] = [
  ['characters', requestLimits.characters, (count) => `{s}${times(count - 3, ' ')}`],
  ['words and signs', requestLimits.tokens, (count) => `{b(list:[${times(count - 9, ' 0')}])}`],
  ['levels of brackets', requestLimits.levels, (count) => `${times(count - 1, '{a')}{s}${times(count - 1, '}')}`],
  ['levels of brackets', requestLimits.levels, (count) => `{b(list:${times(count - 2, '[')}${times(count - 2, ']')})}`],
  ['directives', requestLimits.directives, (count) => `{${times(count, 's @skip(if: true) ')}}`],
  [
    'selected fields',
    requestLimits.fields,
    (count) =>
      `{${times(Math.floor(count / 100), '...F ')}${times(count % 100, 's ')}} fragment F on Query {${times(100, 's ')}}`,
  ],
]

test.each(queries)('a query may have as many %s as %d, and not one more', (what, most, queryOf) => {
  expect(() => api.check(queryOf(most))).not.toThrow()
  expect(() => api.check(queryOf(most + 1))).toThrow(
    `the query has ${most + 1} ${what}; the local AWS accepts at most ${most}`,
  )
})

test('levels of fragments count where they are spread', () => {
  const query = (count: number) => {
    const fragment = (index: number) => `fragment F${index} on Query {a{...F${index + 1}}}`
    return `{...F1} ${Array.from({ length: count }, (_, index) => fragment(index + 1)).join('')} fragment F${count + 1} on Query {s}`
  }
  expect(() => api.check(query(49))).not.toThrow()
  expect(() => api.check(query(50))).toThrow(/levels of fields and fragments; the local AWS accepts at most 100/)
  expect(() => api.check(query(1_000))).toThrow(/levels of fields and fragments/)
})

test('fragments that double are counted before any is resolved', () => {
  const fragments = Array.from(
    { length: 40 },
    (_, index) => `fragment F${index} on Query {x:a{...F${index + 1}} y:a{...F${index + 1}}}`,
  )
  expect(() => api.check(`{...F0} ${fragments.join('')} fragment F40 on Query {s}`)).toThrow(/selected fields/)
})

test('a fragment that spreads itself is refused in the words of GraphQL', () => {
  expect(api.check('{...F} fragment F on Query {a{...F}}').errors[0]?.message).toContain(
    'Cannot spread fragment "F" within itself',
  )
})

test('brackets in texts are no levels', () => {
  expect(() => parseWithin(`{b(list:"${times(500, '[{(')}")}`, requestLimits)).not.toThrow()
})

test('a query of introspection and one of many aliases are taken', async () => {
  const { getIntrospectionQuery } = await import('graphql')
  expect(api.check(getIntrospectionQuery()).errors).toEqual([])
  expect(api.check(`{${Array.from({ length: 2_000 }, (_, index) => `a${index}: s`).join(' ')}}`).errors).toEqual([])
})

test('a schema may have as much as the limits say, and not more', () => {
  const levels = (count: number) => `type Query { s(a: ${times(count - 2, '[')}Int${times(count - 2, ']')}): Int }`
  expect(() => buildApiSchema(levels(schemaLimits.levels))).not.toThrow()
  expect(() => buildApiSchema(levels(schemaLimits.levels + 1))).toThrow('has 101 levels of brackets')
  expect(() => buildApiSchema(`${schema}${times(schemaLimits.characters - schema.length, ' ')}`)).not.toThrow()
  expect(() => buildApiSchema(`${schema}${times(schemaLimits.characters - schema.length + 1, ' ')}`)).toThrow(
    'has 1048577 characters',
  )
  expect(() => parseWithin(`type Query { a: Int ${times(50_001, '@a ')} }`, schemaLimits)).toThrow(
    'has 50001 directives',
  )
  expect(() => parseWithin(times(schemaLimits.tokens + 1, '! '), schemaLimits)).toThrow('has 400001 words and signs')
})

test('levels of variables are counted up to one above the limit', () => {
  const nested = (count: number): unknown => JSON.parse(`${times(count, '[')}${times(count, ']')}`)
  expect(levelsOf(nested(200), 200)).toBe(200)
  expect(levelsOf(nested(100_000), 200)).toBe(201)
  expect(levelsOf({ a: [{ b: 1 }], c: 2 }, 200)).toBe(3)
  expect(levelsOf('text', 200)).toBe(0)
})
