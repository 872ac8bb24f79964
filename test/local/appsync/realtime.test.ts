import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Keys, type Listener, listenTo, sendSigned, signedHeaders } from './sample-client.ts'
import { account, deploySample, type SampleDeployment } from './sample-deployment.ts'

const opened: Listener[] = []
let sample: SampleDeployment
let url: string
let keys: Keys
let key: { readonly 'x-api-key': string }

beforeAll(async () => {
  sample = await deploySample({ iam: false })
  url = sample.outputs.apiEndpoint ?? ''
  keys = { accessKeyId: account, secretAccessKey: sample.ministack.secretAccessKey }
  key = { 'x-api-key': sample.outputs.apiKey ?? '' }
}, 90_000)

afterAll(async () => {
  for (const listener of opened) listener.close()
  await sample?.stop()
})

async function connect(headers: object = key): Promise<Listener> {
  const protocol = `header-${Buffer.from(JSON.stringify(headers)).toString('base64url')}`
  const listener = await listenTo(sample.outputs.apiRealtimeEndpoint ?? '', ['graphql-ws', protocol])
  opened.push(listener)
  listener.send({ type: 'connection_init' })
  return listener
}

function publish(correlationId: string, status: string) {
  return sendSigned(
    url,
    keys,
    `mutation { publishTrace(correlationId: "${correlationId}", status: "${status}", message: "m") { id: correlationId status } }`,
  )
}

test('a subscriber is told what was published with its arguments, and nothing else', async () => {
  const listener = await connect()
  listener.start(
    '1',
    'subscription ($id: String) { onTrace(correlationId: $id) { correlationId status message } }',
    key,
    { id: 'mine' },
  )
  const acknowledged = await listener.next('start_ack')

  await publish('other', 'accepted')
  await publish('mine', 'success')
  const told = await listener.next('data')

  expect(acknowledged).toEqual({ type: 'start_ack', id: '1' })
  // The message was not selected by the mutation, so nobody is told it.
  expect(told).toEqual({
    type: 'data',
    id: '1',
    payload: { data: { onTrace: { correlationId: 'mine', status: 'success', message: null } } },
  })
})

test('a subscriber without arguments, or with null, is told everything', async () => {
  const listener = await connect()
  listener.start('all', 'subscription { onTrace(correlationId: null) { status } }', key)
  await listener.next('start_ack')

  await publish('any', 'requested')

  expect((await listener.next('data')).payload).toEqual({ data: { onTrace: { status: 'requested' } } })
})

test('a subscription that was stopped is told nothing more', async () => {
  const listener = await connect()
  listener.start('s', 'subscription { onTrace(correlationId: "stopped") { status } }', key)
  await listener.next('start_ack')
  listener.send({ type: 'stop', id: 's' })
  await listener.next('complete')
  listener.start('t', 'subscription { onTrace(correlationId: "stopped") { status } }', key)
  await listener.next('start_ack')

  await publish('stopped', 'success')

  expect((await listener.next('data')).id).toBe('t')
})

test('the connection is acknowledged with its time limit and kept alive', async () => {
  const listener = await connect()

  expect(await listener.next('connection_ack')).toEqual({
    type: 'connection_ack',
    payload: { connectionTimeoutMs: 300_000 },
  })
  expect(await listener.next('ka')).toEqual({ type: 'ka' })
})

test('headers are taken from the query as well', async () => {
  const header = Buffer.from(JSON.stringify(key)).toString('base64')
  const listener = await listenTo(
    `${sample.outputs.apiRealtimeEndpoint}?header=${encodeURIComponent(header)}&payload=e30=`,
    ['graphql-ws'],
  )
  opened.push(listener)
  listener.send({ type: 'connection_init' })

  expect(await listener.next('connection_ack')).toBeDefined()
})

test('a signed connection is accepted', async () => {
  const headers = await signedHeaders(`${url}/connect`, '{}', keys)
  const listener = await connect(headers)

  expect(await listener.next('connection_ack')).toBeDefined()
})

test('a connection that nobody may open is refused and closed', async () => {
  const listener = await connect({ 'x-api-key': 'da2-unknown' })

  expect(await listener.next('connection_error')).toMatchObject({
    payload: { errors: [{ errorType: 'UnauthorizedException' }] },
  })
  expect(await listener.closed).toBe(4401)
})

test.each([
  ['a field for others', 'subscription { onManaged { status } }', 'Unauthorized'],
  ['a query', '{ open }', 'UnsupportedOperation'],
  ['an unknown field', 'subscription { onNothing { status } }', 'GraphQLValidationError'],
])('a start with %s is refused', async (_, query, errorType) => {
  const listener = await connect()
  listener.start('x', query, key)

  expect(await listener.next('error')).toMatchObject({ id: 'x', payload: { errors: [{ errorType }] } })
})

test('a start is authorized by its own headers', async () => {
  const listener = await connect()
  listener.start('forged', 'subscription { onTrace { status } }', { 'x-api-key': 'da2-unknown' })
  const refused = await listener.next('error')
  listener.start('token', 'subscription { onManaged { correlationId status } }', {
    Authorization: await sample.token('mia', 'manager'),
  })
  await listener.next('start_ack')

  await publish('managed', 'success')

  expect(refused.payload.errors?.[0]?.errorType).toBe('UnauthorizedException')
  expect((await listener.next('data')).payload).toEqual({
    data: { onManaged: { correlationId: 'managed', status: 'success' } },
  })
})

test('a second subscription under the same id is refused', async () => {
  const listener = await connect()
  listener.start('twice', 'subscription { onTrace { status } }', key)
  await listener.next('start_ack')
  listener.start('twice', 'subscription { onTrace { status } }', key)

  expect((await listener.next('error')).payload.errors?.[0]?.errorType).toBe('DuplicatedOperationError')
})
