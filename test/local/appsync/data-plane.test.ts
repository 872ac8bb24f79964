import { request } from 'node:http'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from 'graphql'
import { send, sendSigned } from './sample-client.ts'
import { account, deploySample, type SampleDeployment } from './sample-deployment.ts'

let sample: SampleDeployment
let url: string
let jane: { readonly authorization: string }
let key: { readonly 'x-api-key': string }

beforeAll(async () => {
  sample = await deploySample({ iam: false })
  url = sample.outputs.apiEndpoint ?? ''
  jane = { authorization: await sample.token('jane', 'manager') }
  key = { 'x-api-key': sample.outputs.apiKey ?? '' }
}, 90_000)

afterAll(() => sample?.stop())

test('items are written, read, changed and removed in DynamoDB', async () => {
  const put = await send(
    url,
    jane,
    'mutation ($h: AWSJSON) { put(id: "a", title: "T", count: 3, history: $h) { pk title tags count history } }',
    { h: '{"x":[1]}' },
  )
  const bump = await send(url, jane, 'mutation { bump(id: "a") { count } }')
  const item = await send(url, jane, '{ item(id: "a") { sk count } missing: item(id: "z") { pk } }')
  const remove = await send(url, jane, 'mutation { remove(id: "a") { title } }')

  expect(put.body).toEqual({ data: { put: { pk: 'a', title: 'T', tags: ['a', 'b'], count: 3, history: '{"x":[1]}' } } })
  expect(bump.body).toEqual({ data: { bump: { count: 4 } } })
  expect(item.body).toEqual({ data: { item: { sk: '-', count: 4 }, missing: null } })
  expect(remove.body).toEqual({ data: { remove: { title: 'T' } } })
})

test('a write whose condition fails is an error with the selected part of what is there', async () => {
  await send(url, jane, 'mutation { put(id: "c", title: "first", count: 1) { pk } }')

  const { body } = await send(url, jane, 'mutation { put(id: "c", title: "second") { pk title } }')

  expect(body.data).toEqual({ put: null })
  expect(body.errors).toEqual([
    {
      path: ['put'],
      data: { pk: 'c', title: 'first' },
      errorType: 'DynamoDB:ConditionalCheckFailedException',
      errorInfo: null,
      locations: [{ line: 1, column: 12, sourceName: null }],
      message: 'The conditional request failed',
    },
  ])
})

test('a write that finds just what it would have written has succeeded', async () => {
  await send(url, jane, 'mutation { put(id: "same", title: "T") { pk } }')

  const again = await send(url, jane, 'mutation { put(id: "same", title: "T") { pk title } }')

  expect(again.body).toEqual({ data: { put: { pk: 'same', title: 'T' } } })
})

test('a query is read page by page with the token of the page before', async () => {
  await send(url, jane, 'mutation { put(id: "page", title: "only") { pk } }')

  const first = await send(url, jane, '{ items(pk: "page", limit: 1) { items { title } nextToken } }')
  const page = first.body.data?.items as { items: unknown; nextToken: string }
  const second = await send(
    url,
    jane,
    'query ($t: String) { items(pk: "page", limit: 1, nextToken: $t) { items { title } nextToken } }',
    { t: page.nextToken },
  )
  const wrong = await send(url, jane, '{ items(pk: "page", nextToken: "rubbish") { nextToken } }')

  expect(page.items).toEqual([{ title: 'only' }])
  expect(second.body).toEqual({ data: { items: { items: [], nextToken: null } } })
  expect(wrong.body.errors).toMatchObject([{ errorType: 'DynamoDB:ValidationException' }])
})

test('a transaction answers its keys, and its reasons when it is cancelled', async () => {
  await send(url, jane, 'mutation { put(id: "from", title: "T") { pk } }')

  const moved = await send(url, jane, 'mutation { transfer(from: "from", to: "to") }')
  const again = await send(url, jane, 'mutation { transfer(from: "from", to: "to") }')

  expect(moved.body).toEqual({ data: { transfer: ['from', 'to'] } })
  expect(again.body.errors).toMatchObject([
    {
      errorType: 'DynamoDB:TransactionCanceledException',
      errorInfo: [{ type: 'ConditionalCheckFailed' }, { type: 'None' }],
    },
  ])
})

test('a scan takes a filter expression', async () => {
  await send(
    url,
    jane,
    'mutation { low: put(id: "low", title: "L", count: 700) { pk } high: put(id: "high", title: "H", count: 900) { pk } }',
  )

  const { body } = await send(url, jane, '{ scan(minimum: 800) { pk count } }')

  expect(body).toEqual({ data: { scan: [{ pk: 'high', count: 900 }] } })
})

test('a function is called, its failure is a field error, and a batch is one call', async () => {
  await send(url, jane, 'mutation { put(id: "lambda", title: "batch") { pk } }')

  const { body } = await send(
    url,
    jane,
    '{ double(number: 21) broken items(pk: "lambda") { items { upper again: upper } } }',
  )

  expect(body.data).toEqual({ double: 42, broken: null, items: { items: [{ upper: 'BATCH', again: 'BATCH' }] } })
  expect(body.errors).toMatchObject([
    { path: ['broken'], errorType: 'Lambda:Unhandled', message: 'the function says no' },
  ])
})

test('an HTTP source gives status and body, an error status included', async () => {
  const { body } = await send(url, jane, '{ found: outside(path: "/a/b") missing: outside(path: "/missing") }')

  expect(body.data).toEqual({ found: '200 POST /a/b?q=a+b hello', missing: '404 POST /missing?q=a+b hello' })
})

test('a pipeline decodes base64 in JavaScript and publishes an event under the trace id of the header', async () => {
  const queue = new SQSClient(sample.configuration)

  const { body } = await send(
    url,
    { ...jane, 'correlation-id': 'trace-1' },
    'mutation { send(text: "base64:w6kgYiBj") { correlationId text previous } }',
  )
  const { Messages = [] } = await queue.send(
    new ReceiveMessageCommand({ QueueUrl: sample.outputs.queue, WaitTimeSeconds: 5 }),
  )

  expect(body).toEqual({ data: { send: { correlationId: 'trace-1', text: 'é b c', previous: 'é b c' } } })
  expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
    source: 'command',
    'detail-type': 'TextSent',
    detail: { text: 'é b c', correlationId: 'trace-1' },
  })
})

test('an early return of a function goes on with the next template, an error of one ends the pipeline', async () => {
  const { body } = await send(
    url,
    jane,
    'mutation { skipped: send(text: "skip") { text previous } refused: send(text: "forbidden") { text } }',
  )

  expect(body.data).toEqual({ skipped: { text: 'skip', previous: '' }, refused: null })
  expect(body.errors).toMatchObject([{ path: ['refused'], errorType: 'BadText', message: 'This text is not allowed' }])
})

test('errors have the shape of AppSync, appended ones leave the data', async () => {
  const { body } = await send(url, jane, '{ failing partly }')

  expect(body.data).toEqual({ failing: null, partly: 'half' })
  expect(body.errors).toEqual([
    {
      path: ['failing'],
      data: { a: 1 },
      errorType: 'Never',
      errorInfo: { code: 7 },
      locations: [{ line: 1, column: 3, sourceName: null }],
      message: 'It never works',
    },
    {
      path: ['partly'],
      data: null,
      errorType: 'Partial',
      errorInfo: null,
      locations: [{ line: 1, column: 11, sourceName: null }],
      message: 'Half of it is missing',
    },
  ])
})

test('a template that prints no JSON is an error of the field', async () => {
  const { body } = await send(url, jane, 'query ($i: String) { wrong(input: $i) }', { i: 'a "quote"' })

  expect(body).toMatchObject({ data: { wrong: null }, errors: [{ path: ['wrong'], errorType: 'MappingTemplate' }] })
})

test('every caller sees the fields that the directives open to them', async () => {
  const query = '{ open me managers double(number: 1) Garage { title(of: "x") secret } }'

  const byKey = await send(url, key, query)
  const byToken = await send(url, { authorization: `Bearer ${jane.authorization}` }, query)
  const other = await send(url, { authorization: await sample.token('john', 'user') }, '{ managers }')

  expect(byKey.body.data).toEqual({
    open: 'open',
    me: 'API Key Authorization  ',
    managers: null,
    double: null,
    Garage: { title: 'X', secret: null },
  })
  expect(byKey.body.errors?.map(({ errorType, message }) => `${errorType}: ${message}`)).toEqual([
    'Unauthorized: Not Authorized to access managers on type Query',
    'Unauthorized: Not Authorized to access double on type Query',
    'Unauthorized: Not Authorized to access secret on type Garage_Queries',
  ])
  expect(byToken.body).toEqual({
    data: {
      open: 'open',
      me: 'User Pool Authorization jane [manager]',
      managers: 'managers only',
      double: 2,
      Garage: { title: 'X', secret: 'hush' },
    },
  })
  expect(other.body).toMatchObject({ data: { managers: null }, errors: [{ errorType: 'Unauthorized' }] })
})

const forged = (token: string, change: (claims: Record<string, unknown>) => object) => {
  const [header, payload = '', signature] = token.split('.')
  const claims = change(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

test.each([
  ['nothing', () => ({}), 'Valid authorization header not provided.'],
  ['a text that is no token', () => ({ authorization: 'hello' }), 'Unable to parse JWT token.'],
  [
    'a token with other claims',
    () => ({
      authorization: forged(jane.authorization, (claims) => ({ ...claims, 'cognito:groups': ['administrator'] })),
    }),
    'Invalid JWT: the signature is wrong.',
  ],
  [
    'a token of another pool',
    () => ({
      authorization: forged(jane.authorization, (claims) => ({
        ...claims,
        iss: 'https://cognito-idp.eu-west-1.amazonaws.com/other',
      })),
    }),
    'Invalid JWT: it is from another issuer.',
  ],
  [
    'a token without a signature',
    () => ({
      authorization: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${jane.authorization.split('.')[1]}.x`,
    }),
    'Invalid JWT: the algorithm has to be RS256.',
  ],
  ['a key that nobody has', () => ({ 'x-api-key': 'da2-unknown' }), 'You are not authorized to make this call.'],
  [
    'a key that has expired',
    () => ({ 'x-api-key': sample.outputs.oldKey ?? '' }),
    'You are not authorized to make this call.',
  ],
])('a request with %s is refused', async (_, headers: () => Record<string, string>, message) => {
  const answer = await send(url, headers(), '{ open }')

  expect(answer).toMatchObject({ status: 401, body: { errors: [{ errorType: 'UnauthorizedException', message }] } })
})

test('a signed request is known by its key, and refused when a bit of it is wrong', async () => {
  const keys = { accessKeyId: account, secretAccessKey: sample.ministack.secretAccessKey }

  const signed = await sendSigned(url, keys, '{ me }')
  const wrongSecret = await sendSigned(url, { ...keys, secretAccessKey: 'guess' }, '{ me }')
  const otherAccount = await sendSigned(url, { ...keys, accessKeyId: '222222222222' }, '{ me }')
  const late = await sendSigned(url, keys, '{ me }', new Date(Date.now() - 6 * 60_000))

  expect(signed.body).toEqual({ data: { me: `IAM Authorization ${account} ` } })
  expect([wrongSecret.status, otherAccount.status, late.status]).toEqual([401, 401, 401])
})

test('the schema can be read by introspection', async () => {
  const { body } = await send(url, key, getIntrospectionQuery())

  expect(printSchema(buildClientSchema(body.data as unknown as IntrospectionQuery))).toContain(
    'onTrace(correlationId: String, status: String): Trace',
  )
})

test.each([
  [
    'no GraphQL',
    '{',
    400,
    { errors: [{ errorType: 'MalformedHttpRequestException', message: 'Unable to parse GraphQL query.' }] },
  ],
  [
    'an unknown field',
    '{ nope }',
    200,
    { data: null, errors: [{ path: null, message: expect.stringContaining('Validation error') }] },
  ],
  ['a subscription', 'subscription { onTrace { status } }', 400, { errors: [{ errorType: 'UnsupportedOperation' }] }],
])('a document that is %s is answered as AppSync does', async (_, query, status, body) => {
  expect(await send(url, jane, query)).toMatchObject({ status, body })
})

test('an API that does not exist is not found, and beside the APIs nothing is served', async () => {
  const api = await send(`${sample.adapter.url}/abc/graphql`, jane, '{ open }')
  const path = await fetch(`${sample.adapter.url}/somewhere`, { method: 'POST' })

  expect(api).toMatchObject({ status: 404, body: { errors: [{ errorType: 'NotFoundException' }] } })
  expect(path.status).toBe(401)
})

test('templates see headers, those that came twice as a list, and no cookie', async () => {
  const headers = { ...jane, custom: ['bailey', 'nadia'], cookie: 'a=b' }

  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, async (response) => {
      let body = ''
      for await (const part of response) body += part
      resolve(body)
    })
    sent.on('error', reject).end('{"query":"{ header }"}')
  })

  expect(JSON.parse(text)).toEqual({ data: { header: '[bailey, nadia] ' } })
})
