import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { StageError } from '../../core/stage-error.ts'
import type { SignedRequest } from './authorization/caller.ts'
import { createDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane.ts'
import { refuseConnection, serveConnection } from './realtime/connection.ts'
import { handshakeHeaders } from './realtime/handshake.ts'
import { RequestRefused } from './request-refused.ts'

export interface AppSyncOptions extends Omit<DataPlaneOptions, 'token' | 'log'> {
  readonly token?: string | undefined
  /** A free one when left out. */
  readonly port?: number | undefined
  /** Is told what templates log and what goes wrong inside. */
  readonly log?: ((line: string) => void) | undefined
}

export interface AppSyncServer {
  readonly port: number
  /** APIs are served at `<url>/<api id>/graphql`, subscriptions at `<url>/<api id>/graphql/realtime` (ws). */
  readonly url: string
  close(): Promise<void>
}

/** Largest request that AppSync takes, in bytes. */
const bodyLimit = 1024 * 1024

/**
 * Serves the GraphQL APIs of the emulator on loopback, as AppSync would.
 * @throws StageError `local-unavailable` when the port is taken
 */
export async function startAppSync(options: AppSyncOptions): Promise<AppSyncServer> {
  const log = options.log ?? (() => undefined)
  const plane = createDataPlane({ ...options, token: options.token, log })
  const server = createServer((request, response) => {
    respond(plane, request, response).catch((error: Error) => {
      log(`${request.method} ${request.url}: ${error.stack ?? error.message}`)
      if (!response.headersSent) sendErrors(response, new RequestRefused(500, 'InternalFailure', error.message))
    })
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit, handleProtocols: () => 'graphql-ws' })
  server.on('upgrade', (request, socket, head) => upgrade(plane, sockets, request, socket, head))
  server.keepAliveTimeout = 60_000
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      plane.close()
    },
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) =>
      reject(
        new StageError('local-unavailable', `the AppSync adapter cannot listen on port ${port}: ${cause.message}`, {
          hint: 'end what listens there, or choose another port',
          cause,
        }),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function respond(plane: DataPlane, request: IncomingMessage, response: ServerResponse): Promise<void> {
  allowEveryOrigin(request, response)
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end()
    return
  }
  try {
    const apiId = apiOf(request, /^\/([a-z0-9]+)\/graphql$/)
    if (request.method !== 'POST')
      throw new RequestRefused(405, 'MethodNotAllowed', 'GraphQL requests are sent by POST.')
    const { answer, headers } = await plane.answer(apiId, signedRequest(request, await readBody(request)))
    for (const [name, value] of headers) response.setHeader(name, value)
    send(response, 200, answer)
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error
    sendErrors(response, error)
  }
}

function upgrade(
  plane: DataPlane,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  sockets.handleUpgrade(request, socket, head, (client) => {
    const headers = handshakeHeaders(request)
    const sign = (path: string, body: string, signed: Readonly<Record<string, string>>): SignedRequest => ({
      ...signedRequest(request, body),
      method: 'POST',
      path,
      query: '',
      headers: signed,
    })
    const open = async () => {
      const apiId = apiOf(request, /^\/([a-z0-9]+)\/graphql(\/realtime)?$/)
      client.pause()
      await plane.authorize(apiId, sign(`/${apiId}/graphql/connect`, '{}', headers))
      serveConnection(client, {
        start: ({ data, headers: own }, send) => plane.subscribe(apiId, sign(`/${apiId}/graphql`, data, own), send),
      })
      client.resume()
    }
    open().catch((error: unknown) => refuseConnection(client, error))
  })
}

/** The API that the path names. @throws RequestRefused 404 */
function apiOf(request: IncomingMessage, pattern: RegExp): string {
  const [path = ''] = (request.url ?? '').split('?')
  const id = pattern.exec(path)?.[1]
  if (id === undefined)
    throw new RequestRefused(404, 'NotFoundException', `Nothing is served at ${path}; an API is at /<api id>/graphql.`)
  return id
}

function signedRequest(request: IncomingMessage, body: string): SignedRequest {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  )
  const forwarded = headers['x-forwarded-for']?.split(',').map((address) => address.trim()) ?? []
  return {
    method: request.method ?? '',
    path,
    query,
    headers,
    repeated: repeatedHeaders(request),
    body,
    sourceIp: [...forwarded, request.socket.remoteAddress ?? ''],
  }
}

function repeatedHeaders({ headersDistinct }: IncomingMessage): Record<string, readonly string[]> {
  const entries = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.length > 1 ? [[name, values] as const] : [],
  )
  return Object.fromEntries(entries)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > bodyLimit)
      throw new RequestRefused(413, 'RequestEntityTooLarge', `A request has ${bodyLimit} bytes at most.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

/** A page of any origin may call, as with AppSync; credentials are headers, never cookies. */
function allowEveryOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-expose-headers', 'x-amzn-requestid,x-amzn-errortype')
  if (request.method !== 'OPTIONS') return
  response.setHeader('access-control-allow-methods', 'POST,OPTIONS')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-max-age', '172800')
}

function sendErrors(response: ServerResponse, error: RequestRefused): void {
  response.setHeader('x-amzn-errortype', error.errorType)
  send(response, error.status, { errors: [{ errorType: error.errorType, message: error.message }] })
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.setHeader('x-amzn-requestid', randomUUID())
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(value))
}
