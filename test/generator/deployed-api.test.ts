import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type DeployedApi, deployApi } from '../support/deployed-api.ts'
import {
  anonymous,
  authenticated,
  clauseOf,
  commandOf,
  computedRole,
  inputOf,
  modelOf,
  queryOf,
  relationOf,
  roleExpression,
  viewOf,
} from '../support/hand-made-model.ts'

const ofGarage = computedRole(roleExpression("may-${key.split(':')[0]}", 'key'), {
  kind: 'value',
  name: '#foreign-key#',
})
const ids = { name: 'ids', type: 'StringList' } as const
const garage = viewOf(
  'Garage',
  { code: 'String', level: 'Int', ids: 'StringList' },
  {
    key: 'code',
    relations: [
      relationOf('listed', 'ManyToMany', 'Visit', ids),
      relationOf('guarded', 'ManyToMany', 'Visit', ids, ofGarage),
      relationOf('visits', 'OneToMany', 'Visit', 'canonical'),
    ],
    queries: [
      queryOf('get', 'get'),
      queryOf('all', 'filter', { access: anonymous, clauses: [clauseOf('level', 'Int', 'less_than')] }),
    ],
  },
)
const visit = viewOf(
  'Visit',
  { id: 'String', place: 'String' },
  {
    key: 'id',
    relations: [relationOf('garage', 'ManyToOne', 'Garage', { name: 'place', type: 'String' })],
  },
)
const open = commandOf('OpenGarageRequested', {
  access: authenticated,
  fields: [inputOf('code', 'String', { pattern: '^[A-Z]+ [A-Z]+$' })],
})

let api: DeployedApi
beforeAll(async () => {
  api = await deployApi(modelOf({ commands: [open], views: [garage, visit] }))
  const listed = ['B:1', 'A:1', 'gone', 'A:2'].map((S) => ({ S }))
  await api.putRow('Garage', 'A', { code: { S: 'A' }, level: { N: '1' }, ids: { L: listed } })
  await api.putRow('Garage', 'B', { code: { S: 'B' }, level: { N: '2' } })
  await api.putRow('Garage', 'C', { code: { S: 'C' }, level: { N: '3' }, expires: { N: '1' } })
  for (const id of ['A:1', 'A:2', 'B:1']) await api.putRow('Visit', id, { id: { S: id }, place: { S: id.charAt(0) } })
}, 60_000)
afterAll(() => api?.stop())

test('relations of all kinds are read under the role of their data source', async () => {
  const document = '{ Garage { get(key: "A") { listed { id garage { code } } guarded { id } visits { id } } } }'

  expect(await api.query(await api.userIn('may-A'), document)).toEqual({
    data: {
      Garage: {
        get: {
          listed: [
            { id: 'B:1', garage: { code: 'B' } },
            { id: 'A:1', garage: { code: 'A' } },
            { id: 'A:2', garage: { code: 'A' } },
          ],
          guarded: [{ id: 'A:1' }, { id: 'A:2' }],
          visits: [{ id: 'A:1' }, { id: 'A:2' }],
        },
      },
    },
  })
})

test('a list goes on page by page, without expired rows, for callers with the API key too', async () => {
  const pages = await allPages((more) => `all(limit: 1, level_less_than: 9${more})`)

  expect(pages.flat()).toEqual(['A', 'B'])
  expect(pages.length).toBeGreaterThan(2)
})

test('a command reaches the bus, decoded before its pattern is checked', async () => {
  const user = { ...(await api.userIn()), 'correlation-id': 'trace-1' }
  const send = (code: string) =>
    api.query(user, `mutation { Garage { open(input: { code: "${code}" }) { correlationId } } }`)

  expect(await send(`base64:${Buffer.from('PARADE SQUARE').toString('base64')}`)).toEqual({
    data: { Garage: { open: { correlationId: 'trace-1' } } },
  })
  expect((await send('parade')).errors).toMatchObject([{ errorType: 'ValidationError' }])
})

test('a caller with the API key reaches only what is anonymous', async () => {
  const answers = await Promise.all(
    [
      '{ Garage { get(key: "A") { code } } }',
      'mutation { Garage { open(input: { code: "A B" }) { correlationId } } }',
      'mutation { publishTrace(status: "success") { status } }',
    ].map((document) => api.query(api.anybody, document)),
  )

  expect(answers.map(({ errors }) => errors?.[0]?.errorType)).toEqual(['Unauthorized', 'Unauthorized', 'Unauthorized'])
})

/** The codes of each page, until one says that there are no more. */
async function allPages(field: (more: string) => string, more = ''): Promise<readonly (readonly string[])[]> {
  const { data } = await api.query(api.anybody, `{ Garage { ${field(more)} { resultset { code } nextToken } } }`)
  const { resultset, nextToken } = (data as { Garage: { all: Page } }).Garage.all
  const codes = resultset.map(({ code }) => code)
  return nextToken === null ? [codes] : [codes, ...(await allPages(field, `, nextToken: ${JSON.stringify(nextToken)}`))]
}

interface Page {
  readonly resultset: readonly { readonly code: string }[]
  readonly nextToken: string | null
}
