import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { nodeHttp } from './node-http.ts'

let server: Server
let url: string
const sockets = new Set<unknown>()

beforeAll(async () => {
  server = createServer((request, response) => {
    sockets.add(request.socket)
    if (request.url === '/silent') return
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('only this')
      setTimeout(() => request.socket.destroy(), 20)
      return
    }
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => response.writeHead(503, { 'X-Method': request.method ?? '' }).end(`got ${text}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('an answer of any status is a result, and connections are used again', async () => {
  const first = await nodeHttp.request({ method: 'POST', url, body: 'grüße' })
  await nodeHttp.request({ method: 'POST', url, body: 'again' })
  expect(first).toMatchObject({ status: 503, headers: { 'x-method': 'POST' }, body: 'got grüße' })
  expect(sockets.size).toBe(1)
})

test.each([
  ['refuses the connection', 'http://127.0.0.1:1/', 10_000, 'ECONNREFUSED'],
  ['never answers', '/silent', 50, 'no answer within 0.05 s'],
  ['breaks off its answer', '/cut', 10_000, 'ECONNRESET'],
])('a server that %s is unreachable', async (_, path, timeoutMilliseconds, reason) => {
  const asked = nodeHttp.request({ method: 'GET', url: new URL(path, url).href, timeoutMilliseconds })
  await expect(asked).rejects.toMatchObject({
    reason: 'endpoint-unreachable',
    message: expect.stringContaining(reason),
  })
})

test('an interruption ends a request with its own reason', async () => {
  const stop = new AbortController()
  const asked = nodeHttp.request({ method: 'GET', url: `${url}/silent`, signal: stop.signal })
  stop.abort(new Error('interrupted'))
  await expect(asked).rejects.toThrow('interrupted')
})
