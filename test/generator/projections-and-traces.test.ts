import { expect, test } from '@jest/globals'
import { generatedApi, userWith } from '../support/generated-api.ts'
import {
  anonymous,
  commandOf,
  computedRole,
  modelOf,
  projectionOf,
  roleExpression,
  viewOf,
} from '../support/hand-made-model.ts'

const report = viewOf('Report', { code: 'String' })
const inputs = ['code', 'level'].map((name) => ({
  name,
  type: 'String' as const,
  required: false,
  place: { file: 'x.xml' },
}))
const request = 'Garage_Queries.occupancy.request'

test('a projection calls its function with every input and the name of the caller', async () => {
  const api = await apiOf({})

  expect(api.answer(request, { identity: userWith('ann'), arguments: { code: "it's" } })).toEqual({
    version: '2018-05-29',
    operation: 'Invoke',
    payload: { arguments: { code: "it's", level: null }, username: 'ann' },
  })
})

test('a caller with the API key has no name', async () => {
  const api = await apiOf({ access: anonymous })

  expect(api.answer(request, { identity: null })).toMatchObject({ payload: { username: '' } })
})

test('the role is checked before the function is called', async () => {
  const access = computedRole(roleExpression('may-${x}', 'x'), { kind: 'value', name: 'code' })
  const api = await apiOf({ access })
  const run = (code: string) => api.run(request, { identity: userWith('ann', 'may-PAR'), arguments: { code } }).kind

  expect([run('PAR'), run('XXX')]).toEqual(['value', 'error'])
})

test("the function's result is the answer, and its failure the field's error", async () => {
  const api = await apiOf({})

  expect(api.answer('Garage_Queries.occupancy.response', { result: { code: 'PAR' } })).toEqual({ code: 'PAR' })
  expect(api.answer('Garage_Queries.occupancy.response', { result: null })).toBeNull()
  expect(
    api.refusal('Garage_Queries.occupancy.response', { error: { message: 'boom', type: 'Lambda:Unhandled' } }).message,
  ).toBe('boom')
})

test('traces are read by their correlation id', async () => {
  const api = await generatedApi(modelOf({}))

  expect(api.answer('Trace_Queries.filter.request', { arguments: { correlationId: 'trace-1' } })).toMatchObject({
    operation: 'Query',
    query: { expression: 'pk = :trace', expressionValues: { ':trace': { S: 'trace-1' } } },
  })
  expect(api.answer('Trace_Queries.filter.response', { result: { items: [{ status: 'success' }] } })).toEqual({
    resultset: [{ status: 'success' }],
  })
})

test('what functions publish passes through as it came', async () => {
  const api = await generatedApi(modelOf({}))
  const trace = { correlationId: 'trace-1', status: 'success' }

  expect(api.answer('Mutation.publishTrace.request', { arguments: trace })).toEqual({
    version: '2018-05-29',
    payload: trace,
  })
  expect(api.answer('Mutation.publishTrace.response', { result: trace })).toEqual(trace)
})

test('a namespace is an object in which its methods are found', async () => {
  const api = await generatedApi(modelOf({}))

  expect(api.answer('Query.Trace.request', {})).toEqual({ version: '2018-05-29', payload: {} })
  expect(api.answer('Query.Trace.response', { result: {} })).toEqual({})
})

test('inner namespaces are members of the answer of the outermost one, so only that has a resolver', async () => {
  const paths = [['Garage'], ['Garage', 'Visit'], ['Garage', 'Visit', 'Night'], ['Town', 'Street']]
  const commands = paths.map((namespace) => commandOf(`Open${namespace.join('')}Requested`, { namespace }))
  const api = await generatedApi(modelOf({ commands }))
  const resolvers = [...api.files.keys()].filter((path) => /^resolvers\/(?!Query|Trace)/.test(path))

  expect(api.answer('Mutation.Garage.response', {})).toEqual({ Visit: { Night: {} } })
  expect(api.answer('Mutation.Town.response', {})).toEqual({ Street: {} })
  expect(resolvers.filter((path) => !/\.(open|publish\w+)\./.test(path))).toEqual([
    'resolvers/Mutation.Garage.request.vtl',
    'resolvers/Mutation.Garage.response.vtl',
    'resolvers/Mutation.Town.request.vtl',
    'resolvers/Mutation.Town.response.vtl',
  ])
})

function apiOf(parts: Parameters<typeof projectionOf>[2]) {
  const projection = projectionOf('GarageOccupancy', 'Report', { method: 'occupancy', inputs, ...parts })
  return generatedApi(modelOf({ views: [report], projections: [projection] }))
}
