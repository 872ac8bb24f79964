import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What happens to one request on its way. */
export type Fault =
  /** The connection breaks once this share (0 to 1) of the body has arrived; the server behind never sees it. */
  | { readonly kind: 'reset'; readonly share: number }
  /** The server behind does its work, and its answer is lost. */
  | { readonly kind: 'lost-answer' }
  /** The answer breaks off after this share of its body. */
  | { readonly kind: 'cut-answer'; readonly share: number }
  /** This answer comes instead of the server's. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }

/** A request as the proxy saw it; `number` counts from 0. */
export interface SeenRequest {
  readonly number: number
  readonly method: string
  readonly path: string
}

export interface FaultyProxy {
  readonly endpoint: string
  readonly seen: readonly SeenRequest[]
  stop(): Promise<void>
}

/** Stands between a client and a server on loopback, and breaks what `decide` says. */
export async function startFaultyProxy(
  target: string,
  decide: (request: SeenRequest) => Fault | undefined,
): Promise<FaultyProxy> {
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    const request = { number: seen.length, method: incoming.method ?? '', path: incoming.url ?? '' }
    seen.push(request)
    const { socket } = incoming
    handle(target, incoming, outgoing, decide(request)).catch(() => socket.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function handle(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined) {
  const { socket } = incoming
  if (fault?.kind === 'reset') return reset(incoming, fault.share)
  const body = await collect(incoming)
  if (fault?.kind === 'answer') {
    outgoing.writeHead(fault.status, {
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(fault.body),
    })
    outgoing.end(fault.body)
    return
  }
  const answer = await forward(target, incoming, body)
  const bytes = await collect(answer)
  if (fault?.kind === 'lost-answer') {
    socket.destroy()
    return
  }
  const headers = { ...answer.headers }
  delete headers['transfer-encoding']
  if (incoming.method !== 'HEAD') headers['content-length'] = String(bytes.length)
  outgoing.writeHead(answer.statusCode ?? 502, headers)
  if (fault?.kind !== 'cut-answer') {
    outgoing.end(bytes)
    return
  }
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length * fault.share)), () => socket.destroy())
}

async function reset(incoming: IncomingMessage, share: number): Promise<void> {
  const { socket } = incoming
  const wanted = Math.floor(Number(incoming.headers['content-length'] ?? 0) * share)
  let arrived = 0
  if (wanted > 0)
    for await (const chunk of incoming) {
      arrived += (chunk as Buffer).length
      if (arrived >= wanted) break
    }
  socket.destroy()
}

function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { ...incoming.headers }
    delete headers['transfer-encoding']
    delete headers.expect
    headers['content-length'] = String(body.length)
    const request = ask(`${target}${incoming.url}`, { method: incoming.method, headers, agent: false }, resolve)
    request.on('error', reject)
    request.end(body)
  })
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
