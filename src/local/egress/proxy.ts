import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Http } from '../../core/ports/http.ts'
import { answerConnect } from './answer-connect.ts'
import { answerRequest } from './answer-request.ts'
import { openAuthority } from './authority.ts'
import type { ProxyParts } from './decide-target.ts'
import { decrypt } from './decrypt.ts'
import { egressHttp } from './egress-http.ts'
import { isElsewhere, type TargetRules } from './find-target.ts'
import { makeCredentials } from './proxy-access.ts'
import { isPublicAddress } from './public-address.ts'
import { openRecordLog } from './record-log.ts'

export interface EgressProxyOptions extends Partial<TargetRules> {
  /** What may be reached when it is open; public addresses but those of this machine by default. */
  readonly reach?: TargetRules['reach']
  /** File to which every request is appended, one JSON object a line. */
  readonly log: string
  /** Folder of the certificate authority. */
  readonly authority: string
  /** Lets requests through to public addresses; those by HTTPS stay encrypted, and are recorded by host only. */
  readonly open: boolean
  /** Told once when the log is full. */
  readonly warn?: ((line: string) => void) | undefined
}

export interface EgressProxy {
  /** With the credentials that it demands. */
  readonly url: string
  /** Certificates that functions have to trust; none when requests go through. */
  readonly authorityFile: string | undefined
  /** The same way out for this process: data sources of APIs take it. */
  readonly http: Http
  close(): Promise<void>
}

/** Connections at a time, tunnels included. */
export const socketLimit = 256
/** Bytes of all headers of a request. */
const headerLimit = 16 * 1024

/**
 * The only way out for functions: an HTTP proxy on loopback that records every request, and answers it at once with
 * status 502 and a text that says why. HTTPS is decrypted with certificates of our own, so that the log shows what was sent.
 * It serves who knows its credentials, and reaches neither this machine nor its network.
 */
export async function startEgressProxy(options: EgressProxyOptions): Promise<EgressProxy> {
  const { open, resolve, reach = isElsewhere, warn = () => undefined } = options
  const log = await openRecordLog(options.log, warn)
  const authority = open ? undefined : await openAuthority(options.authority)
  const credentials = makeCredentials()
  const sockets = new Set<Socket>()
  let own = 0
  const parts: ProxyParts = {
    open,
    credentials,
    log,
    name: `liftlock-egress-${randomBytes(6).toString('hex')}`,
    // Whatever else may be reached: never this proxy itself.
    rules: { resolve, reach: (address, port) => (port !== own || isPublicAddress(address)) && reach(address, port) },
  }
  const server = createServer({ maxHeaderSize: headerLimit }, (request, response) => {
    answerRequest(request, response, parts).catch(() => response.destroy())
  })
  server.maxConnections = socketLimit
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const open = (target: { readonly host: string; readonly port: number }) =>
      authority && decrypt(authority, server, target, socket, head)
    answerConnect(request, socket, head, parts, open).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  own = (server.address() as AddressInfo).port
  return {
    url: `http://${credentials.user}:${credentials.password}@127.0.0.1:${own}`,
    authorityFile: authority?.file,
    http: egressHttp(parts),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      await log.settled()
    },
  }
}
