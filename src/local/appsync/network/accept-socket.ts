import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import { decideAccess } from '../../access/decide-access.ts'
import { refuseSocket } from '../../access/refuse.ts'
import { factsOf } from '../../access/request-facts.ts'
import type { SignedRequest } from '../authorization/caller.ts'
import type { DataPlane } from '../data-plane.ts'
import { refuseConnection, serveConnection } from '../realtime/connection.ts'
import { handshakeHeaders } from '../realtime/handshake.ts'
import type { Served } from './answer-http.ts'
import { addressOf, signedRequest } from './signed-request.ts'

/**
 * Accepts a WebSocket for subscriptions. Browsers open one to any address without a CORS check, so the origin is
 * checked before the handshake is answered.
 * @param opened called with the connection and the origin of its page
 */
export function acceptSocket(
  served: Served,
  sockets: WebSocketServer,
  [request, socket, head]: readonly [IncomingMessage, Duplex, Buffer],
  opened: (client: WebSocket, origin: string | undefined) => void,
): void {
  const access = decideAccess(factsOf(request), served.origins.values)
  const { path } = addressOf(request)
  const apiId = /^\/([a-z0-9]+)\/graphql(\/realtime)?$/.exec(path)?.[1]
  if (access.kind === 'refused') {
    served.log(`refused: ${access.message}`)
    refuseSocket(socket, access)
  } else if (apiId === undefined) {
    const next = 'subscriptions are at /<api id>/graphql/realtime'
    refuseSocket(socket, { kind: 'refused', message: `nothing is served at ${path}`, next }, '404 Not Found')
  } else
    sockets.handleUpgrade(request, socket, head, (client) => {
      opened(client, access.origin)
      open(served.plane, apiId, request, client).catch((error: unknown) => refuseConnection(client, error))
    })
}

async function open(plane: DataPlane, apiId: string, request: IncomingMessage, client: WebSocket): Promise<void> {
  const sign = (path: string, body: string, headers: Readonly<Record<string, string>>): SignedRequest => ({
    ...signedRequest(request, body),
    method: 'POST',
    path,
    query: '',
    headers,
  })
  client.pause()
  await plane.authorize(apiId, sign(`/${apiId}/graphql/connect`, '{}', handshakeHeaders(request)))
  serveConnection(client, {
    start: ({ data, headers }, send) => plane.subscribe(apiId, sign(`/${apiId}/graphql`, data, headers), send),
  })
  client.resume()
}
