import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { StageError } from '../../core/run/stage-error.ts'
import { decideAccess } from '../access/decide-access.ts'
import { originList } from '../access/origin-list.ts'
import { refuseSocket } from '../access/refuse.ts'
import { factsOf } from '../access/request-facts.ts'
import { createDataPlane, type DataPlaneOptions } from './data-plane.ts'
import { acceptSocket } from './network/accept-socket.ts'
import { answerHttp, type Served } from './network/answer-http.ts'
import { sendErrors } from './network/send.ts'
import { bodyLimit } from './network/signed-request.ts'
import { RequestRefused } from './request-refused.ts'

export interface AppSyncOptions extends Omit<DataPlaneOptions, 'token' | 'log'> {
  readonly token?: string | undefined
  /** Port; a free one by default. */
  readonly port?: number | undefined
  /** Origins of web pages that may call; none by default. `PUT /_liftlock/origins` changes them later. */
  readonly origins?: readonly string[] | undefined
  /** Receives log lines of templates, and internal errors. */
  readonly log?: ((line: string) => void) | undefined
}

export interface AppSyncServer {
  readonly port: number
  /** APIs are served at `<url>/<api id>/graphql`, subscriptions at `<url>/<api id>/graphql/realtime` (ws). */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the GraphQL APIs of the emulator on loopback, as AppSync would. Only pages of configured origins may call.
 * @throws StageError `local-unavailable` when the port is taken, `input-invalid` for an invalid origin
 */
export async function startAppSync(options: AppSyncOptions): Promise<AppSyncServer> {
  const log = options.log ?? (() => undefined)
  const plane = createDataPlane({ ...options, token: options.token, log })
  /** Open connections, each with the origin of its page. */
  const pages = new Map<WebSocket, string | undefined>()
  const origins = originList(options.origins ?? [], () => {
    for (const [client, origin] of pages)
      if (origin !== undefined && !origins.values.includes(origin)) client.close(4403, 'Forbidden')
  })
  const served: Served = { plane, origins, token: options.token, log: onceEach(log) }
  const server = createServer((request, response) => {
    answerHttp(served, request, response).catch((error: Error) => {
      log(`${request.method} ${request.url}: ${error.stack ?? error.message}`)
      if (!response.headersSent) sendErrors(response, new RequestRefused(500, 'InternalFailure', error.message))
    })
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit, handleProtocols: () => 'graphql-ws' })
  server.on('upgrade', (...upgrade) =>
    acceptSocket(served, sockets, upgrade, (client, origin) => {
      pages.set(client, origin)
      client.once('close', () => pages.delete(client))
    }),
  )
  server.on('connect', (request, socket: Duplex) => {
    const access = decideAccess(factsOf(request), [])
    if (access.kind === 'refused') refuseSocket(socket, access)
    else socket.destroy()
  })
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

function listen(server: Server, port: number): Promise<void> {
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

/** Logs each line once, and at most a hundred lines, because a page may send any number of requests. */
function onceEach(log: (line: string) => void): (line: string) => void {
  const said = new Set<string>()
  return (line) => {
    if (said.has(line) || said.size >= 100) return
    said.add(line)
    log(line)
  }
}
