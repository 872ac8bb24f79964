import { expect, test } from '@jest/globals'
import type { Access } from '../../src/generator/model/types/access.ts'
import type { Relation } from '../../src/generator/model/types/view.ts'
import { generatedApi, userWith } from '../support/generated-api.ts'
import {
  authenticated,
  computedRole,
  modelOf,
  relationOf,
  roleExpression,
  roleNamed,
  viewOf,
} from '../support/hand-made-model.ts'

const ownRow = { key: 'PAR', code: 'PAR', owner: 'O:1', guests: ['G:1', 'G:2', 'G:1', '', 'G:3'] }
const owner = { name: 'owner', type: 'String' } as const
const guests = { name: 'guests', type: 'StringList' } as const
const ofKey = computedRole(roleExpression('may-${k}', 'k'), { kind: 'value', name: '#foreign-key#' })
const ofRow = computedRole(roleExpression('may-${k}', 'k'), { kind: 'value', name: 'entity.code' })
const getItem = (key: string) => ({
  version: '2018-05-29',
  operation: 'GetItem',
  key: { pk: { S: 'Visit' }, sk: { S: key } },
})

test.each<[Relation['type'], Parameters<typeof relationOf>[3], string]>([
  ['OneToOne', owner, 'O:1'],
  ['ManyToOne', owner, 'O:1'],
  ['OneToOne', 'canonical', 'PAR'],
  ['ManyToOne', 'canonical', 'PAR'],
])('a %s relation reads the row of its foreign key', async (type, key, expected) => {
  const { request } = await apiOf(relationOf('visits', type, 'Visit', key))

  expect(request(ownRow)).toEqual(getItem(expected))
})

test('without a foreign key there is no row, and nothing is asked', async () => {
  const { run } = await apiOf(relationOf('visits', 'OneToOne', 'Visit', owner))

  expect(run({ owner: '' })).toMatchObject({ kind: 'return', value: null })
  expect(run({})).toMatchObject({ kind: 'return', value: null })
})

test.each<[Relation['type'], Parameters<typeof relationOf>[3], string]>([
  ['OneToMany', 'canonical', 'PAR:'],
  ['ManyToMany', 'canonical', 'PAR:'],
  ['OneToMany', owner, 'O:1'],
])('a %s relation reads the rows whose key begins with its own', async (type, key, prefix) => {
  const { request } = await apiOf(relationOf('visits', type, 'Visit', key))

  expect(request(ownRow)).toMatchObject({
    operation: 'Query',
    query: {
      expression: 'pk = :view AND begins_with(sk, :prefix)',
      expressionValues: { ':view': { S: 'Visit' }, ':prefix': { S: prefix } },
    },
    limit: 1000,
  })
})

test('the key of a computed row is the field that the view calls its key', async () => {
  const { request } = await apiOf(relationOf('visits', 'OneToMany', 'Visit', 'canonical'))

  expect(request({ code: 'PAR' })).toMatchObject({ query: { expressionValues: { ':prefix': { S: 'PAR:' } } } })
})

test('rows beyond the first thousand are not left out silently', async () => {
  const { api } = await apiOf(relationOf('visits', 'OneToMany', 'Visit', 'canonical'))
  const rendering = api.run('Garage.visits.response', { result: { items: [{ id: '1' }], nextToken: 'more' } })

  expect(rendering).toMatchObject({ kind: 'value', value: [{ id: '1' }] })
  expect(rendering.errors.map(({ errorType }) => errorType)).toEqual(['LimitExceeded'])
  expect(api.run('Garage.visits.response', { result: { items: [], nextToken: null } }).errors).toEqual([])
})

test('a list of keys is read in one batch, each key once', async () => {
  const { request } = await listed(authenticated)
  const keys = ['G:1', 'G:2', 'G:3'].map((key) => ({ pk: { S: 'Visit' }, sk: { S: key } }))

  expect(request(ownRow)).toEqual(keys)
})

test('found rows come in the order of the keys, and missing or expired ones are left out', async () => {
  const { response } = await listed(authenticated)
  const row = (sk: string, more = {}) => ({ sk, key: sk, ...more })
  const data = { 'store-1': [row('G:3'), null, row('G:1'), row('G:2', { expires: 1 })] }

  expect(response({ data, unprocessedKeys: { 'store-1': [] } })).toEqual([row('G:1'), row('G:3')])
  expect(response({ data, unprocessedKeys: {} })).toHaveLength(2)
})

test('keys that the database left unread are an error, not missing rows', async () => {
  const { api, context } = await listed(authenticated)
  const result = { data: { 'store-1': [] }, unprocessedKeys: { 'store-1': [{ pk: 'Visit', sk: 'G:1' }] } }

  expect(api.refusal('functions/read_listed.response', { ...context, result }).type).toBe('Throttled')
})

test('an empty list asks nothing, and more than a hundred keys are an error', async () => {
  const { run } = await listed(authenticated)
  const many = Array.from({ length: 101 }, (_, index) => `k${index}`)

  expect(run({ guests: [] })).toMatchObject({ kind: 'return', value: [] })
  expect(run({})).toMatchObject({ kind: 'return', value: [] })
  expect(run({ guests: many.slice(1) }).kind).toBe('value')
  expect(run({ guests: many })).toMatchObject({
    kind: 'error',
    error: { message: 'visits refers to more than 100 rows' },
  })
})

test('items whose role the caller lacks are left out one by one', async () => {
  const { api, context } = await listed(ofKey)
  const run = (...groups: string[]) =>
    api.run('Garage.visits.request', { ...context, identity: userWith('bob', ...groups), source: ownRow })

  expect(run('may-G:2', 'may-G:3').kind).toBe('value')
  expect(context.stash.keys).toMatchObject([{ sk: { S: 'G:2' } }, { sk: { S: 'G:3' } }])
  expect(run('may-X')).toMatchObject({ kind: 'return', value: [] })
})

test.each<[string, Relation, Access, unknown]>([
  ['to-one by key', relationOf('visits', 'OneToOne', 'Visit', owner, ofKey), ofKey, { kind: 'return', value: null }],
  ['to-many by key', relationOf('visits', 'OneToMany', 'Visit', owner, ofKey), ofKey, { kind: 'return', value: [] }],
  ['to-one by row', relationOf('visits', 'OneToOne', 'Visit', owner, ofRow), ofRow, { kind: 'error' }],
  ['to-many by row', relationOf('visits', 'OneToMany', 'Visit', 'canonical', ofRow), ofRow, { kind: 'error' }],
  [
    'to-many by name',
    relationOf('visits', 'OneToMany', 'Visit', 'canonical', roleNamed('boss')),
    ofRow,
    { kind: 'error' },
  ],
  [
    'a list in the row',
    relationOf('visits', 'ObjectList', 'Visit', undefined, roleNamed('boss')),
    ofRow,
    { kind: 'error' },
  ],
  ['nobody', relationOf('visits', 'OneToMany', 'Visit', 'canonical', { kind: 'nobody' }), ofRow, { kind: 'error' }],
])('a denied relation (%s) is hidden or an error', async (_, relation, __, expected) => {
  const { api } = await apiOf(relation)
  const run = (identity: unknown) => api.run('Garage.visits.request', { identity, source: ownRow })

  expect(run(userWith('bob', 'other'))).toMatchObject(expected as object)
  expect(run(null)).toMatchObject(expected as object)
})

test.each<[string, Relation]>([
  ['to-one by key', relationOf('visits', 'OneToOne', 'Visit', owner, ofKey)],
  ['to-many by row', relationOf('visits', 'OneToMany', 'Visit', 'canonical', ofRow)],
  ['a list in the row', relationOf('visits', 'ObjectList', 'Visit', undefined, roleNamed('boss'))],
])('an allowed relation (%s) is read', async (_, relation) => {
  const { api } = await apiOf(relation)
  const identity = userWith('bob', 'may-O:1', 'may-PAR', 'boss')

  expect(api.run('Garage.visits.request', { identity, source: { ...ownRow, visits: [{ id: '1' }] } }).kind).toBe(
    'value',
  )
})

test('a list in the row needs no resolver unless it asks for a role', async () => {
  const open = await apiOf(relationOf('visits', 'ObjectList', 'Visit'))
  const guarded = await apiOf(relationOf('visits', 'ObjectList', 'Visit', undefined, roleNamed('boss')))
  const source = { visits: [{ id: '1' }] }

  expect(open.api.files.has('resolvers/Garage.visits.request.vtl')).toBe(false)
  expect(guarded.api.answer('Garage.visits.request', { identity: userWith('bob', 'boss'), source })).toEqual({
    version: '2018-05-29',
    payload: source.visits,
  })
})

async function apiOf(relation: Relation) {
  const garage = viewOf(
    'Garage',
    { code: 'String', owner: 'String', guests: 'StringList' },
    { key: 'code', relations: [relation] },
  )
  const api = await generatedApi(modelOf({ views: [garage, viewOf('Visit', { id: 'String' }, { key: 'id' })] }))
  const run = (source: object) => api.run('Garage.visits.request', { identity: userWith('bob'), source })
  return {
    api,
    run,
    request: (source: object) => api.answer('Garage.visits.request', { identity: userWith('bob'), source }),
  }
}

async function listed(access: Access) {
  const { api } = await apiOf(relationOf('visits', 'OneToMany', 'Visit', guests, access))
  const stash: Record<string, unknown> = { viewStore: 'store-1', wanted: ['G:1', 'G:2', 'G:3'] }
  const context = { stash, identity: userWith('bob') }
  const run = (source: object) => api.run('Garage.visits.request', { ...context, source })
  return {
    api,
    context,
    run,
    request: (source: object) => {
      expect(run(source).kind).toBe('value')
      return stash.keys
    },
    response: (result: unknown) => api.answer('functions/read_listed.response', { ...context, result }),
  }
}
