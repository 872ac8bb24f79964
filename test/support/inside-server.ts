import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A service of this machine, which no function may reach unless that is allowed. */
export interface InsideServer {
  readonly server: Server
  readonly port: number
  /** What reached it, in order. */
  readonly hits: readonly IncomingMessage[]
  close(): Promise<void>
}

/** Starts one on loopback; it answers everything with the text `inside`, once it has read the request. */
export async function startInsideServer(status = 200, headers: OutgoingHttpHeaders = {}): Promise<InsideServer> {
  const hits: IncomingMessage[] = []
  const server = createServer((request, response) => {
    hits.push(request)
    request.resume().on('end', () => response.writeHead(status, headers).end('inside'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    port: (server.address() as AddressInfo).port,
    hits,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
