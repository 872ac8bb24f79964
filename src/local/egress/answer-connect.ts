import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { refuseSocket } from '../access/refuse.ts'
import type { ProxyParts } from './decide-target.ts'
import { tunnelTargetOf } from './decrypt.ts'
import { findTarget, parseAuthority, TargetRefused } from './find-target.ts'
import { loopIn, tunnel } from './forward.ts'
import { credentialsWanted, decideProxyAccess } from './proxy-access.ts'
import { recordedRequest } from './recorded-request.ts'

/** Answers CONNECT. An open proxy tunnels to a public address; a closed one decrypts and records the requests. */
export async function answerConnect(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  parts: ProxyParts,
  decrypt: (target: { readonly host: string; readonly port: number }) => void,
): Promise<void> {
  if (tunnelTargetOf(socket) !== undefined) return end(socket, 400, 'a tunnel opens no tunnel')
  const access = decideProxyAccess(request, parts.credentials)
  if (access.kind === 'refused') return refuseSocket(socket, access)
  if (access.kind === 'unknown')
    return end(socket, credentialsWanted.status, credentialsWanted.message, credentialsWanted.headers)
  const { url: authority = '', headers } = request
  const record = (outcome: 'refused' | 'forwarded') =>
    parts.log.record(
      recordedRequest({ method: 'CONNECT', url: `https://${authority}`, headers, body: Buffer.alloc(0), outcome }),
    )
  try {
    if (!parts.open) return decrypt(parseAuthority(authority))
    const loop = loopIn(headers, parts.name)
    if (loop !== undefined) throw new TargetRefused(`the request runs in a circle: ${loop}`)
    const target = await findTarget(authority, parts.rules)
    await record('forwarded')
    tunnel(socket, head, target)
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error
    await record('refused')
    end(socket, 403, error.message)
  }
}

/** Clients show the reason phrase of the status line, but not the body. */
function end(socket: Socket, status: number, message: string, headers: Readonly<Record<string, string>> = {}): void {
  const words = message.replace(/[^\x20-\x7e]/g, '?')
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': '0' })
  socket.end(`HTTP/1.1 ${status} ${words}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
}
