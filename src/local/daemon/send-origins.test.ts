import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import { type AppSyncServer, startAppSync } from '../appsync/server.ts'
import { freePort } from './free-port.ts'
import { sendOrigins } from './send-origins.ts'

const token = 'token-of-the-daemon'
const origins = ['http://localhost:5173', 'https://app.example']
const opened: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

async function adapter(): Promise<AppSyncServer> {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const server = await startAppSync({
    endpoint,
    token,
    secretAccessKey: 'any',
    iam: false,
    accounts: [],
    region: 'eu-west-1',
  })
  opened.push(() => server.close())
  return server
}

/** A part that answers the same to everything. */
async function part(status: number, body: string): Promise<string> {
  const server: Server = createServer((_, response) => response.writeHead(status).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => new Promise((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('both parts take the origins by the same address', async () => {
  const [gateway, appsync] = [await adapter(), await adapter()]

  await sendOrigins({ endpoint: gateway.url, appsyncUrl: appsync.url, token }, origins)

  const headers = { origin: 'https://app.example' }
  const asked = [gateway, appsync].map(({ url }) => fetch(`${url}/abc/graphql`, { method: 'OPTIONS', headers }))
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([204, 204])
})

test.each([
  [404, '{}', 'the gateway of the local AWS did not take the origins: it has no such address (HTTP 404)'],
  [401, '{}', 'did not take the origins: HTTP 401'],
  [200, '{"origins":["http://localhost:5173"]}', 'did not take the origins: it answered with others'],
])('a gateway that answers %i is a clear failure, and the adapter stays as it was', async (status, body, message) => {
  const endpoint = await part(status, body)
  const appsync = await adapter()

  await expect(sendOrigins({ endpoint, appsyncUrl: appsync.url, token }, origins)).rejects.toMatchObject({
    reason: 'local-unavailable',
    message: expect.stringContaining(message),
    hint: saying('liftlock local down'),
  })
  const headers = { origin: 'https://app.example' }
  expect((await fetch(`${appsync.url}/abc/graphql`, { method: 'OPTIONS', headers })).status).toBe(403)
})

test('a part that does not answer is named', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`

  await expect(sendOrigins({ endpoint, appsyncUrl: endpoint, token }, origins)).rejects.toMatchObject({
    message: 'the gateway of the local AWS did not take the origins: it does not answer',
  })
})
