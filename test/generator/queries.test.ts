import { expect, test } from '@jest/globals'
import type { Query } from '../../src/generator/model/types/view.ts'
import { generatedApi, userWith } from '../support/generated-api.ts'
import {
  anonymous,
  clauseOf,
  computedRole,
  modelOf,
  queryOf,
  roleExpression,
  roleNamed,
  viewOf,
} from '../support/hand-made-model.ts'

const bob = userWith('bob')

interface QueryRequest {
  readonly operation: string
  readonly query: { readonly expression: string; readonly expressionValues: Readonly<Record<string, unknown>> }
  readonly filter: {
    readonly expression: string
    readonly expressionNames: object
    readonly expressionValues: Readonly<Record<string, unknown>>
  }
  readonly limit: number
  readonly nextToken?: string
}

test('get reads one row of the view by its key', async () => {
  const { request } = await apiOf(queryOf('get', 'get'))

  expect(request({ key: 'PAR' })).toEqual({
    version: '2018-05-29',
    operation: 'GetItem',
    key: { pk: { S: 'Garage' }, sk: { S: 'PAR' } },
  })
})

test('get of an empty key asks nothing and answers null', async () => {
  const { api } = await apiOf(queryOf('get', 'get'))

  expect(api.run('Garage_Queries.get.request', { identity: bob, arguments: { key: '' } })).toMatchObject({
    kind: 'return',
    value: null,
  })
})

test('a row that is not there, or has expired, is null', async () => {
  const { response } = await apiOf(queryOf('get', 'get'))

  expect(response(null)).toBeNull()
  expect(response({ code: 'PAR', expires: 1 })).toBeNull()
  expect(response({ code: 'PAR', expires: 4_000_000_000 })).toMatchObject({ code: 'PAR' })
  expect(response({ code: 'PAR' })).toEqual({ code: 'PAR' })
})

test('a list reads the rows of its view, a hundred at a time, without those that have expired', async () => {
  const { request } = await apiOf(queryOf('list', 'filter'))
  const { operation, query, filter, limit, nextToken } = request({}) as QueryRequest

  expect([operation, limit, nextToken]).toEqual(['Query', 100, undefined])
  expect(query).toEqual({ expression: 'pk = :view', expressionValues: { ':view': { S: 'Garage' } } })
  expect(filter).toEqual({
    expression: '(attribute_not_exists(#expires) OR #expires > :now)',
    expressionNames: { '#expires': 'expires' },
    expressionValues: { ':now': { N: expect.any(Number) } },
  })
})

test.each([
  [0, 100],
  [-1, 100],
  [7, 7],
  [1000, 1000],
  [5000, 1000],
])('a limit of %d reads %d rows', async (given, read) => {
  const { request } = await apiOf(queryOf('list', 'filter'))

  expect((request({ limit: given }) as QueryRequest).limit).toBe(read)
})

test('a page goes on where the one before ended', async () => {
  const { request, response } = await apiOf(queryOf('list', 'filter'))

  expect((request({ nextToken: 'abc' }) as QueryRequest).nextToken).toBe('abc')
  expect(request({ nextToken: '' })).not.toHaveProperty('nextToken')
  expect(response({ items: [{ code: 'A' }], nextToken: 'def' })).toEqual({
    resultset: [{ code: 'A' }],
    nextToken: 'def',
  })
  expect(response({ items: [], nextToken: null })).toEqual({ resultset: [] })
})

const clauses = [
  clauseOf('covered', 'Boolean', 'equals'),
  clauseOf('level', 'Int', 'greater_than_equals'),
  clauseOf('level', 'Int', 'less_than'),
  clauseOf('title', 'String', 'not_equals'),
  clauseOf('tags', 'StringList', 'equals'),
  clauseOf('tags', 'StringList', 'not_equals'),
]
const live = '(attribute_not_exists(#expires) OR #expires > :now)'

test('a filter applies the clauses that are given, and zero and false count as given', async () => {
  const { request } = await apiOf(queryOf('list', 'filter', { clauses }))
  const { filter } = request({
    covered_equals: false,
    level_greater_than_equals: 0,
    title_not_equals: '',
    tags_equals: null,
  }) as QueryRequest

  expect(filter.expression).toBe(`${live} AND #field1 = :value1 AND #field2 >= :value2`)
  expect(filter.expressionNames).toEqual({ '#expires': 'expires', '#field1': 'covered', '#field2': 'level' })
  expect(filter.expressionValues).toMatchObject({ ':value1': { BOOL: false }, ':value2': { N: 0 } })
})

test('a named query applies every clause, an empty text too', async () => {
  const { request } = await apiOf(queryOf('list', 'query', { clauses }))
  const given = {
    covered_equals: true,
    level_greater_than_equals: 1,
    level_less_than: 3,
    title_not_equals: '',
    tags_equals: 'a',
    tags_not_equals: 'b',
  }
  const { filter } = request(given) as QueryRequest

  expect(filter.expression).toBe(
    `${live} AND #field1 = :value1 AND #field2 >= :value2 AND #field3 < :value3 AND #field4 <> :value4 AND contains(#field5, :value5) AND NOT contains(#field6, :value6)`,
  )
  expect(filter.expressionValues).toMatchObject({
    ':value3': { N: 3 },
    ':value4': { S: '' },
    ':value5': { S: 'a' },
    ':value6': { S: 'b' },
  })
})

test('canonical search narrows the keys', async () => {
  const { request } = await apiOf(queryOf('list', 'filter', { canonicalSearch: true }))

  expect((request({ key_begins_with: 'PAR:' }) as QueryRequest).query).toEqual({
    expression: 'pk = :view AND begins_with(sk, :prefix)',
    expressionValues: { ':view': { S: 'Garage' }, ':prefix': { S: 'PAR:' } },
  })
  expect((request({ key_begins_with: '' }) as QueryRequest).query.expression).toBe('pk = :view')
})

test.each<[string, Partial<Query>, object, boolean]>([
  ['its own role', { access: roleNamed('reader') }, {}, true],
  ['another role', { access: roleNamed('writer') }, {}, false],
  [
    'an argument that is the own name',
    { access: { kind: 'user', argument: 'key_begins_with' } },
    { key_begins_with: 'bob' },
    true,
  ],
  [
    'an argument that is another name',
    { access: { kind: 'user', argument: 'key_begins_with' } },
    { key_begins_with: 'ann' },
    false,
  ],
  ['a clause by its field', { access: { kind: 'user', argument: 'title' } }, { title_not_equals: 'bob' }, true],
  [
    'a role of an argument',
    { access: computedRole(roleExpression('${x}er', 'x'), { kind: 'value', name: 'key_begins_with' }) },
    { key_begins_with: 'read' },
    true,
  ],
  [
    'a role of another argument',
    { access: computedRole(roleExpression('${x}er', 'x'), { kind: 'value', name: 'key_begins_with' }) },
    { key_begins_with: 'writ' },
    false,
  ],
])('a list asks for %s', async (_, parts, given, allowed) => {
  const { api } = await apiOf(queryOf('list', 'filter', { canonicalSearch: true, clauses, ...parts }))
  const run = (identity: unknown) =>
    api.run('Garage_Queries.list.request', { identity, arguments: given as Record<string, unknown> }).kind

  expect(run(userWith('bob', 'reader'))).toBe(allowed ? 'value' : 'error')
  expect(run(null)).toBe('error')
})

test('an anonymous query asks for nobody', async () => {
  const { api } = await apiOf(queryOf('list', 'query', { access: anonymous }))

  expect(api.run('Garage_Queries.list.request', { identity: null }).kind).toBe('value')
})

test("the store's error is the field's error", async () => {
  const { api } = await apiOf(queryOf('list', 'filter'))

  expect(api.refusal('Garage_Queries.list.response', { error: { message: 'slow down', type: 'Throttled' } })).toEqual({
    message: 'slow down',
    type: 'Throttled',
  })
})

async function apiOf(query: Query) {
  const view = viewOf(
    'Garage',
    { code: 'String', covered: 'Boolean', level: 'Int', title: 'String', tags: 'StringList' },
    { key: 'code' },
  )
  const api = await generatedApi(modelOf({ views: [{ ...view, queries: [query] }] }))
  return {
    api,
    request: (given: object) =>
      api.answer(`Garage_Queries.${query.method}.request`, {
        identity: bob,
        arguments: given as Record<string, unknown>,
      }),
    response: (result: unknown) => api.answer(`Garage_Queries.${query.method}.response`, { result }),
  }
}
