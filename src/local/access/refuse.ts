import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Access } from './decide-access.ts'

type Refusal = Extract<Access, { kind: 'refused' }>

/** Plain text, so that a browser does not run it. */
const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', vary: 'Origin' }

/** The text for a refused client: the wrong value, and the next step. */
export function refusalText({ message, next }: Refusal): string {
  return `The local AWS refuses this: ${message}.\nNext: ${next}\n`
}

/** Answers 403 and closes the connection, because the body of the request is not read. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(403, { ...headers, connection: 'close' }).end(refusalText(refusal))
}

/** Does the same on a bare connection, for upgrades and CONNECT. */
export function refuseSocket(socket: Duplex, refusal: Refusal, status = '403 Forbidden'): void {
  const body = refusalText(refusal)
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) })
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
}
