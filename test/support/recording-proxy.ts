import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A request as the proxy saw it. */
export interface ProxiedRequest {
  /** `CONNECT`, or the method of a plain request. */
  readonly method: string
  /** `host:port`. */
  readonly target: string
  readonly authorization: string | undefined
}

/** A small proxy for HTTP on loopback, that remembers what went through it. */
export interface RecordingProxy {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly requests: readonly ProxiedRequest[]
  close(): Promise<void>
}

export interface RecordingProxyOptions {
  /** Where a target is, as only the proxy knows it. Default: everything is on loopback, at the port that was asked for. */
  readonly portOf?: (target: string) => number
  /** `user:password`; without them a request is refused with 407. */
  readonly credentials?: string
  /** The answer to everything, such as 403. */
  readonly refusal?: number
  /** Takes connections and never answers. */
  readonly silent?: boolean
}

export async function startRecordingProxy(options: RecordingProxyOptions = {}): Promise<RecordingProxy> {
  const requests: ProxiedRequest[] = []
  const sockets = new Set<Socket>()
  const expected =
    options.credentials === undefined ? undefined : `Basic ${Buffer.from(options.credentials).toString('base64')}`
  const portOf = options.portOf ?? ((target) => Number(target.split(':').at(-1)))

  const statusOf = (request: IncomingMessage, target: string): number | undefined => {
    const authorization = request.headers['proxy-authorization']
    requests.push({ method: request.method ?? '', target, authorization })
    if (options.refusal !== undefined) return options.refusal
    return expected === undefined || authorization === expected ? undefined : 407
  }
  const plain = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://nowhere')
    const target = `${url.hostname}:${url.port || 80}`
    const status = statusOf(request, target)
    if (status !== undefined) return response.writeHead(status).end('refused by the proxy')
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = request.headers
    const path = url.pathname + url.search
    const onwards = ask(
      { host: '127.0.0.1', port: portOf(target), method: request.method, path, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onwards.on('error', () => response.writeHead(502).end())
    request.pipe(onwards)
  }
  const server = createServer((request, response) => void (options.silent || plain(request, response)))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const target = request.url ?? ''
    const status = statusOf(request, target)
    socket.on('error', () => socket.destroy())
    if (options.silent) return
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`)
    const tunnel = connect(portOf(target), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      tunnel.pipe(socket)
      socket.pipe(tunnel)
    })
    tunnel.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'))
    socket.on('close', () => tunnel.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
