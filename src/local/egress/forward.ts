import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Target } from './find-target.ts'

/** A request with more hops than this is in a loop. */
const hopLimit = 8
const idleMilliseconds = 120_000

/** Headers that belong to a single connection (RFC 9110, section 7.6.1). */
const ofConnection = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/

/** Why a request is in a loop; undefined if it is not. @param name the proxy's own name in `Via` */
export function loopIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const hops = (headers.via ?? '').split(',').filter((hop) => hop.trim() !== '')
  if (hops.some((hop) => hop.trim().split(/\s+/)[1] === name)) return 'it passed this proxy already'
  return hops.length >= hopLimit ? `it passed ${hops.length} proxies already` : undefined
}

export interface Forwarding {
  /** Name of this proxy. */
  readonly via: string
  /** What is read of the request. */
  readonly body: NodeJS.ReadableStream
  /** Resolves when the request is in the log; the answer waits for it. */
  readonly recorded: () => Promise<void>
}

/**
 * Forwards a request to the checked address, and its answer back. The host of the target counts, whatever the header
 * says.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { address, port }: Target,
  { via, body, recorded }: Forwarding,
): void {
  const hops = request.headers.via === undefined ? `1.1 ${via}` : `${request.headers.via}, 1.1 ${via}`
  // Keeps the framing of the body. Node would send the body of a GET without any framing.
  const framing = request.headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }
  const headers = { ...withoutConnection(request.headers), ...framing, host: url.host, via: hops }
  const path = `${url.pathname}${url.search}`
  const remote = httpRequest({ host: address, port, method: request.method, path, headers, agent: false })
  remote.setTimeout(idleMilliseconds, () => remote.destroy(new Error('no answer')))
  remote.on('response', (answer) => {
    recorded()
      .then(() => {
        response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers))
        answer.pipe(response)
      })
      .catch(() => response.destroy())
    answer.on('error', () => response.destroy())
  })
  let answered = false
  remote.once('response', () => {
    answered = true
  })
  const fail = (message: string) => {
    const end = () => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502, { 'content-type': 'text/plain', connection: 'close' }).end(message)
    }
    recorded().then(end, end)
  }
  remote.on('error', (error) => fail(error.message))
  // An answer that changes the protocol is not supported, and Node reports it without an error.
  remote.once('close', () => answered || fail('no answer'))
  response.once('close', () => remote.destroy())
  body.on('error', () => remote.destroy())
  body.pipe(remote)
}

function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !ofConnection.test(name) && (name === 'content-length' || !named.includes(name)),
    ),
  )
}

/** Connects a client with the checked address; their traffic stays encrypted. */
export function tunnel(socket: Socket, head: Buffer, { address, port }: Target): void {
  const remote = connect({ host: address, port }, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    remote.write(head)
    remote.pipe(socket).pipe(remote)
  })
  for (const side of [socket, remote]) side.setTimeout(idleMilliseconds, () => side.destroy())
  remote.on('error', (error: NodeJS.ErrnoException) =>
    socket.end(`HTTP/1.1 502 ${error.code ?? 'Bad Gateway'}\r\n\r\n`),
  )
  remote.once('close', () => socket.destroySoon())
  socket.once('close', () => remote.destroy())
}
