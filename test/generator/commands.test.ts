import { expect, test } from '@jest/globals'
import type { Access } from '../../src/generator/model/types/access.ts'
import type { Command } from '../../src/generator/model/types/command.ts'
import { generatedApi, userWith } from '../support/generated-api.ts'
import {
  anonymous,
  authenticated,
  commandOf,
  inputOf,
  inputsOf,
  modelOf,
  roleNamed,
} from '../support/hand-made-model.ts'

const request = 'Garage_Mutations.open.request'
const response = 'Garage_Mutations.open.response'
const ann = userWith('ann', 'administrator')

interface PutEvents {
  readonly operation: string
  readonly events: readonly {
    readonly source: string
    readonly detailType: string
    readonly detail: Record<string, unknown>
  }[]
}

test('a command is published as an actor event beside its first trace', async () => {
  const api = await apiOf({
    fields: [
      inputOf('code', 'String'),
      inputOf('openedBy', 'String', { autoFill: 'username' }),
      inputOf('id', 'String', { autoFill: 'uuid' }),
    ],
  })
  const stash = {}

  const { operation, events } = api.answer(request, {
    identity: ann,
    stash,
    request: { headers: { 'correlation-id': 'trace-1' } },
    arguments: { input: { code: 'PAR' } },
  }) as PutEvents

  expect(operation).toBe('PutEvents')
  expect(events.map(({ source, detailType }) => [source, detailType])).toEqual([
    ['command', 'OpenGarageRequested'],
    ['trace', 'Trace'],
  ])
  expect(events[0]!.detail).toEqual({
    type: 'OpenGarageRequested',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    correlationId: 'trace-1',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    requestor: 'ann',
    groups: ['administrator'],
    data: { code: 'PAR', openedBy: 'ann', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    previous: 'appsync',
  })
  expect(events[1]!.detail).toMatchObject({
    correlationId: 'trace-1',
    component: 'appsync',
    status: 'accepted',
    event: 'OpenGarageRequested',
  })
  expect(api.answer(response, { stash, result: { Entries: [{}, {}], FailedEntryCount: 0 } })).toEqual({
    correlationId: 'trace-1',
  })
})

test('without the header every call has a trace id of its own', async () => {
  const api = await apiOf({})
  const ids = [1, 2].map(() => (api.answer(request, { identity: ann }) as PutEvents).events[0]!.detail.correlationId)

  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(ids[0]).not.toBe(ids[1])
})

test('a correlation id that could not be one is refused', async () => {
  const api = await apiOf({})
  const headers = { 'correlation-id': 'x y' }

  expect(api.refusal(request, { identity: ann, request: { headers } }).type).toBe('ValidationError')
})

test.each<[string, Access, unknown, boolean]>([
  ['anonymous, nobody signed in', anonymous, null, true],
  ['anonymous, somebody signed in', anonymous, ann, true],
  ['authenticated, nobody signed in', authenticated, null, false],
  ['authenticated, signed in by IAM', authenticated, { accountId: '1', username: 'role', userArn: 'arn' }, false],
  ['authenticated, somebody signed in', authenticated, userWith('bob'), true],
  ['a role, nobody signed in', roleNamed('administrator'), null, false],
  ['a role, without groups', roleNamed('administrator'), userWith('bob'), false],
  ['a role, in another group', roleNamed('administrator'), userWith('bob', 'administrators'), false],
  ['a role, in the group', roleNamed('administrator'), ann, true],
  ['a role with a quote', roleNamed("it's #1 $groups"), userWith('bob', "it's #1 $groups"), true],
  ['the own name', { kind: 'user', argument: 'owner' }, userWith('bob'), true],
  ['another name', { kind: 'user', argument: 'owner' }, ann, false],
  ['a name, nobody signed in', { kind: 'user', argument: 'owner' }, null, false],
  ['nobody', { kind: 'nobody' }, ann, false],
])('access for %s', async (_, access, identity, allowed) => {
  const api = await apiOf({ access, fields: [inputOf('owner', 'String')] })
  const rendering = api.run(request, { identity, arguments: { input: { owner: 'bob' } } })

  expect(rendering.kind).toBe(allowed ? 'value' : 'error')
  expect(rendering.kind === 'error' ? rendering.error.errorType : undefined).toBe(allowed ? undefined : 'Unauthorized')
})

test('a caller with the API key is called anonymous and has no name to fill in', async () => {
  const api = await apiOf({ access: anonymous, fields: [inputOf('by', 'String', { autoFill: 'username' })] })
  const { events } = api.answer(request, { identity: null }) as PutEvents

  expect(events[0]!.detail).toMatchObject({ requestor: 'anonymous', groups: [], data: { by: '' } })
})

test('an omitted input takes its default, and so does null', async () => {
  const api = await apiOf({
    fields: [
      inputOf('code', 'String', { default: "a'b" }),
      inputOf('level', 'Int', { default: -3 }),
      inputOf('rate', 'Float', { default: 2.5 }),
      inputOf('covered', 'Boolean', { default: true }),
    ],
  })

  expect(dataOf(api.answer(request, { identity: ann, arguments: { input: { code: null } } }))).toEqual({
    code: "a'b",
    level: -3,
    rate: 2.5,
    covered: true,
  })
  expect(
    dataOf(
      api.answer(request, { identity: ann, arguments: { input: { code: '', level: 0, rate: 0, covered: false } } }),
    ),
  ).toEqual({ code: '', level: 0, rate: 0, covered: false })
})

test('every item of a collection is completed, and an omitted collection is empty', async () => {
  const spots = inputsOf(
    'spots',
    inputOf('number', 'String'),
    inputOf('rate', 'Float', { default: 2.5 }),
    inputOf('id', 'String', { autoFill: 'uuid' }),
  )
  const api = await apiOf({ collections: [spots] })
  const given = [{ number: '1', rate: 3 }, { number: '2' }]

  const filled = dataOf(api.answer(request, { identity: ann, arguments: { input: { spots: given } } })).spots as {
    id: string
  }[]
  expect(filled).toEqual([
    { number: '1', rate: 3, id: expect.any(String) },
    { number: '2', rate: 2.5, id: expect.any(String) },
  ])
  expect(filled[0]!.id).not.toBe(filled[1]!.id)
  expect(dataOf(api.answer(request, { identity: ann, arguments: { input: {} } }))).toEqual({ spots: [] })
})

test('a text that does not match its pattern is refused, also in a collection', async () => {
  const code = inputOf('code', 'String', { pattern: '^[A-Z]{3}:\\d{1,3}$' })
  const api = await apiOf({ fields: [code], collections: [inputsOf('spots', { ...code, name: 'spot' })] })
  const send = (input: object) => api.run(request, { identity: ann, arguments: { input: input } }).kind

  expect(api.refusal(request, { identity: ann, arguments: { input: { code: 'par' } } })).toEqual({
    message: 'code does not match ^[A-Z]{3}:\\d{1,3}$',
    type: 'ValidationError',
  })
  expect(send({ code: 'PAR:12', spots: [{ spot: 'PAR:1' }] })).toBe('value')
  expect(send({ code: 'PAR:12', spots: [{ spot: 'PAR:1' }, { spot: 'x' }] })).toBe('error')
  expect(send({ code: 'PAR:12\n' })).toBe('error')
})

test('a pattern without anchors may match anywhere in the text', async () => {
  const api = await apiOf({ fields: [inputOf('code', 'String', { pattern: 'a|b$' })] })
  const send = (code: string) => api.run(request, { identity: ann, arguments: { input: { code } } }).kind

  expect(['xax', 'xb', 'bx', 'x'].map(send)).toEqual(['value', 'value', 'error', 'error'])
})

test('neither a default nor an empty optional text is held against the pattern', async () => {
  const api = await apiOf({ fields: [inputOf('code', 'String', { pattern: '^[A-Z]+$', default: 'none yet' })] })
  const send = (input: object) => api.run(request, { identity: ann, arguments: { input: input } }).kind

  expect([{}, { code: '' }, { code: 'none yet' }, { code: 'AB' }, { code: 'ab' }].map(send)).toEqual([
    'value',
    'value',
    'value',
    'value',
    'error',
  ])
})

test('a bus that refuses an entry is an error, as is an answer without a count', async () => {
  const api = await apiOf({})
  const refusal = (result: unknown) => api.refusal(response, { stash: { correlationId: 'x' }, result }).type

  expect(refusal({ Entries: [{}, { ErrorCode: 'InternalFailure' }], FailedEntryCount: 1 })).toBe('EventBusError')
  expect(refusal(null)).toBe('EventBusError')
  expect(api.refusal(response, { error: { message: 'denied', type: 'AccessDenied' } })).toEqual({
    message: 'denied',
    type: 'AccessDenied',
  })
})

test('base64 is decoded first where there is text to decode', async () => {
  const plain = await apiOf({ fields: [inputOf('level', 'Int')] })
  const text = await apiOf({ fields: [inputOf('code', 'String')] })

  const encoded = { code: `base64:${Buffer.from('PAR é').toString('base64')}` }
  expect(dataOf(plain.answer(request, { identity: ann, arguments: { input: { level: 1 } } }))).toEqual({ level: 1 })
  expect(dataOf(text.answer(request, { identity: ann, arguments: { input: encoded } }))).toEqual({ code: 'PAR é' })
  expect([...plain.files.keys()].filter((path) => path.startsWith('resolvers/functions/'))).toEqual([])
})

test('a mutation is one resolver without steps', async () => {
  const { files } = await apiOf({ fields: [inputOf('code', 'String')] })

  expect([...files.keys()].filter((path) => /open|functions/i.test(path))).toEqual([
    'resolvers/Garage_Mutations.open.js',
  ])
})

test('a name that every object of JavaScript has is no input', async () => {
  const api = await apiOf({
    fields: [
      inputOf('constructor', 'String', { default: 'none', pattern: '^[a-z]*$' }),
      inputOf('toString', 'String', { default: '' }),
    ],
  })

  expect(dataOf(api.answer(request, { identity: ann, arguments: { input: {} } }))).toEqual({
    constructor: 'none',
    toString: '',
  })
})

test('a command whose resolver would be longer than AppSync takes is refused with its file', async () => {
  const fields = ['one', 'two', 'three', 'four'].map((name) => inputOf(name, 'String', { pattern: 'a'.repeat(9000) }))

  await expect(apiOf({ fields })).rejects.toMatchObject({
    reason: 'model-invalid',
    message: expect.stringMatching(
      /command OpenGarageRequested \(hand-made\.xml\) has [\d,]+ characters; AppSync takes at most 32,768/,
    ),
  })
})

function apiOf(parts: Partial<Command>) {
  const fields = parts.fields ?? (parts.collections ? [] : [inputOf('code', 'String', { default: '' })])
  return generatedApi(modelOf({ commands: [commandOf('OpenGarageRequested', { ...parts, fields })] }))
}

function dataOf(answer: unknown): Record<string, unknown> {
  return (answer as PutEvents).events[0]!.detail.data as Record<string, unknown>
}
