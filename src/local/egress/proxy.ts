import { appendFile, mkdir } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { type Authority, openAuthority } from './authority.ts'
import { type RecordedRequest, recordedRequest } from './recorded-request.ts'

export interface EgressProxyOptions {
  /** File to which every request is appended, one JSON object a line. */
  readonly log: string
  /** Folder of the certificate authority. */
  readonly authority: string
  /** Lets requests through; those by HTTPS stay encrypted, and are recorded by host only. */
  readonly open: boolean
}

export interface EgressProxy {
  readonly url: string
  /** Certificates that functions have to trust; none when requests go through. */
  readonly authorityFile: string | undefined
  close(): Promise<void>
}

/**
 * The only way out for functions: an HTTP proxy on loopback that records every request, and answers it at once with
 * status 502 and a text that says why. HTTPS is decrypted with certificates of our own, so that the log shows what was sent.
 */
export async function startEgressProxy(options: EgressProxyOptions): Promise<EgressProxy> {
  await mkdir(dirname(options.log), { recursive: true, mode: 0o700 })
  const authority = options.open ? undefined : await openAuthority(options.authority)
  const sockets = new Set<Socket>()
  let written = Promise.resolve()
  const record = (request: RecordedRequest) => {
    written = written.then(() => appendFile(options.log, `${JSON.stringify(request)}\n`, { mode: 0o600 }))
    return written
  }
  const server = createServer((request, response) => {
    answer(request, response, options.open, record).catch(() => response.destroy())
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (authority) decrypt(authority, server, request.url ?? '', socket, head)
    else tunnel(request, socket, head, record).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorityFile: authority?.file,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      await written
    },
  }
}

type Recorder = (request: RecordedRequest) => Promise<void>

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  open: boolean,
  record: Recorder,
): Promise<void> {
  const body = await buffer(request)
  const { method = 'GET', headers } = request
  const url = addressOf(request)
  await record(recordedRequest({ method, url, headers, body, outcome: open ? 'forwarded' : 'refused' }))
  if (open && URL.canParse(url)) return forward(request, body, url, response)
  const message = `the local AWS lets no function reach ${URL.canParse(url) ? new URL(url).host : url}; start it with --egress to allow it`
  response.writeHead(502, { 'content-type': 'application/json', 'x-liftlock-egress': 'refused' })
  response.end(JSON.stringify({ message }))
}

/** A proxied request names the whole address; one inside of a tunnel only its path. */
function addressOf({ url = '/', headers, socket }: IncomingMessage): string {
  if (/^https?:\/\//i.test(url)) return url
  const tunnelled = (socket as Partial<TLSSocket> & { tunnelTarget?: string }).tunnelTarget
  return tunnelled ? `https://${headers.host ?? tunnelled}${url}` : `http://${headers.host ?? 'unknown'}${url}`
}

function decrypt(
  authority: Authority,
  server: ReturnType<typeof createServer>,
  target: string,
  socket: Socket,
  head: Buffer,
): void {
  const host = target.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
  if (head.length > 0) socket.unshift(head)
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: authority.contextFor(host),
    SNICallback: (name, done) => done(null, authority.contextFor(name || host)),
  })
  secure.on('error', () => secure.destroy())
  Object.assign(secure, { tunnelTarget: target.replace(/:443$/, '') })
  server.emit('connection', secure)
}

async function tunnel(request: IncomingMessage, socket: Socket, head: Buffer, record: Recorder): Promise<void> {
  const [host = '', port = '443'] = (request.url ?? '').split(/:(?=\d+$)/)
  const url = `https://${request.url}`
  await record(
    recordedRequest({ method: 'CONNECT', url, headers: request.headers, body: Buffer.alloc(0), outcome: 'forwarded' }),
  )
  const remote = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    remote.write(head)
    remote.pipe(socket).pipe(remote)
  })
  remote.on('error', (error: NodeJS.ErrnoException) =>
    socket.end(`HTTP/1.1 502 ${error.code ?? 'Bad Gateway'}\r\n\r\n`),
  )
  socket.once('close', () => remote.destroy())
}

async function forward(request: IncomingMessage, body: Buffer, url: string, response: ServerResponse): Promise<void> {
  const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = request.headers
  const remote = httpRequest(url, { method: request.method, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers)
    answered.pipe(response)
  })
  remote.on('error', (error) => response.writeHead(502).end(error.message))
  remote.end(body)
}
