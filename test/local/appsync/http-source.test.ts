import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { DataSource } from '../../../src/aws/appsync/api.ts'
import { callHttp } from '../../../src/aws/appsync/http.ts'
import type { SignedRequest } from '../../../src/local/appsync/authorization/caller.ts'
import { emulatorIdentities } from '../../../src/local/appsync/authorization/emulator-identities.ts'
import { verifySignature } from '../../../src/local/appsync/authorization/signature-v4.ts'

interface Seen {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** 64 MiB once it is unfolded. */
const bomb = gzipSync(Buffer.alloc(64 * 1_048_576))
const seen: Seen[] = []
const identities = emulatorIdentities({
  endpoint: 'http://127.0.0.1:9',
  token: undefined,
  secretAccessKey: 'a-secret',
})
const credentials = async () => ({ accessKeyId: '111111111111', secretAccessKey: 'a-secret' })
const configuration = { region: 'eu-west-1', credentials }
let server: Server

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const [path = '', query = ''] = (request.url ?? '').split('?')
    seen.push({ method: request.method ?? '', path, query, headers: request.headers, body })
    if (path === '/bomb') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      return
    }
    response.writeHead(201, { 'x-answer': 'yes' }).end('done')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

beforeEach(() => {
  seen.length = 0
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function source(signing?: DataSource['signing']): DataSource {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    name: 'outside',
    type: 'HTTP',
    endpoint,
    signing,
    roleArn: undefined,
    table: undefined,
    functionArn: undefined,
    busArn: undefined,
  }
}

function asSigned({ headers, ...rest }: Seen, change: Partial<SignedRequest> = {}): SignedRequest {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return { ...rest, headers: plain, repeated: {}, sourceIp: [], ...change }
}

test('method, path, query, headers and body are sent as the template says', async () => {
  const params = { headers: { 'X-Custom': 'a' }, query: { q: 'a b', n: 1 }, body: { a: 1 } }

  const answer = await callHttp(source(), { method: 'PUT', resourcePath: '/v1/things', params }, configuration)

  expect(answer).toMatchObject({ statusCode: 201, body: 'done', headers: { 'x-answer': 'yes' } })
  expect(seen).toMatchObject([
    { method: 'PUT', path: '/v1/things', query: 'q=a+b&n=1', headers: { 'x-custom': 'a' }, body: '{"a":1}' },
  ])
})

test('a request for an AWS service is signed, its query included', async () => {
  const params = { headers: { 'content-type': 'application/json' }, query: { b: 'x y', a: '1/2' }, body: '{}' }

  await callHttp(
    source({ region: 'eu-west-1', service: 'appsync' }),
    { method: 'POST', resourcePath: '/a b/c', params },
    configuration,
  )
  const [request] = seen as [Seen]

  expect(await verifySignature(asSigned(request), 'eu-west-1', identities)).toMatchObject({ account: '111111111111' })
  await expect(verifySignature(asSigned(request, { body: '{"a":1}' }), 'eu-west-1', identities)).rejects.toThrow(
    'does not match',
  )
  await expect(verifySignature(asSigned(request, { query: 'b=x' }), 'eu-west-1', identities)).rejects.toThrow(
    'does not match',
  )
  await expect(verifySignature(asSigned(request), 'us-east-1', identities)).rejects.toThrow(
    'scoped to region us-east-1',
  )
})

test('a host that does not answer is an error that names it', async () => {
  const nowhere = { ...source(), endpoint: 'http://127.0.0.1:9' }

  await expect(callHttp(nowhere, { method: 'GET', resourcePath: '/' }, configuration)).rejects.toMatchObject({
    type: 'Http:ConnectionError',
    message: expect.stringContaining('127.0.0.1:9'),
  })
})

test.each(['@evil.example/x', ':1@evil.example/x', '.evil.example/x', ':9/x'])(
  'a resourcePath %j is a path of the source, and makes no other host of it',
  async (resourcePath) => {
    const params = { headers: { Host: 'evil.example' } }
    await callHttp(
      source({ region: 'eu-west-1', service: 'x' }),
      { method: 'GET', resourcePath, params },
      configuration,
    )
    const { host } = new URL(source().endpoint ?? '')
    expect(seen).toMatchObject([{ path: `/${resourcePath}`, headers: { host } }])
  },
)

test.each(['//evil.example/x', '\\\\evil.example', 'https://evil.example/', '/../x', '/%2e%2e/x', '/x#y'])(
  'a resourcePath %j is refused, and nothing is signed or sent',
  async (resourcePath) => {
    await expect(callHttp(source(), { method: 'GET', resourcePath }, configuration)).rejects.toMatchObject({
      type: 'Http:InvalidPath',
    })
    expect(seen).toEqual([])
  },
)

test('a compressed answer is unfolded up to 10 MiB', async () => {
  await expect(callHttp(source(), { method: 'GET', resourcePath: '/bomb' }, configuration)).rejects.toMatchObject({
    type: 'Http:ResponseTooLarge',
  })
})
