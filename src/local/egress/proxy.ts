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
  /** Which targets an open proxy may reach; by default, public addresses except those of this machine. */
  readonly reach?: TargetRules['reach']
  /** A file that gets one JSON object for each request. */
  readonly log: string
  /** Folder of the certificate authority. */
  readonly authority: string
  /** Let requests through to public addresses. HTTPS stays encrypted; the log then has only the host. */
  readonly open: boolean
  /** Called once when the log is full. */
  readonly warn?: ((line: string) => void) | undefined
}

export interface EgressProxy {
  /** The address of the proxy, including its credentials. */
  readonly url: string
  /** Certificates that functions must trust; undefined for an open proxy. */
  readonly authorityFile: string | undefined
  /** The same rules for this process; data sources of APIs use it. */
  readonly http: Http
  close(): Promise<void>
}

/** Limit for connections at the same time, including tunnels. */
export const socketLimit = 256
/** Limit for all headers of a request, in bytes. */
const headerLimit = 16 * 1024

/**
 * The only way from functions to other hosts: an HTTP proxy on loopback. It records every request, and answers at once
 * with status 403 and the reason. HTTPS is decrypted with our own certificates, so that the log shows what was sent.
 * The proxy serves clients with its credentials, and never reaches this machine or its network.
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
    // The proxy itself is never a target, whatever else is allowed.
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
